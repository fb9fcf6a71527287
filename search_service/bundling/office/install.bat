@echo off
rem ASCII only: cmd.exe reads this file in the code page of the machine. The Chinese words are in install.py.
setlocal
set "HERE=%~dp0"
set "PYTHONUTF8=1"
for /f "tokens=2 delims=:, " %%v in ('findstr /c:"\"python\":" "%HERE%bundle.json"') do (
  py -%%~v -c "" >nul 2>nul && (
    py -%%~v "%HERE%install.py" %*
    goto done
  )
)
python -c "" >nul 2>nul && (
  python "%HERE%install.py" %*
  goto done
)
py -3 -c "" >nul 2>nul && (
  py -3 "%HERE%install.py" %*
  goto done
)
echo Python was not found. Please install it first; README.txt tells which version.
:done
pause
