"""Documents issued elsewhere or earlier (已发文件): filed, so that their citations are watched too."""

from workflow.filed.filing import Added, Filed, Filing, Given

__all__ = ["Added", "Filed", "Filing", "Given"]
