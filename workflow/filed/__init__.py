"""Documents issued elsewhere or earlier (已发文件): filed, so that their citations are watched too."""

from workflow.filed.filing import NO_OFFICE, Added, Filed, Filing, Given, office_for

__all__ = ["NO_OFFICE", "Added", "Filed", "Filing", "Given", "office_for"]
