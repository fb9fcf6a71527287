@echo off
rem ASCII only: cmd.exe reads this file in the code page of the machine. The Chinese words are in install.py.
setlocal
set "HERE=%~dp0"
set "PYTHONUTF8=1"
for /f "tokens=2 delims=:, " %%v in ('findstr python "%HERE%bundle.json"') do (
  py -%%~v -c "" >nul 2>nul && (
    py -%%~v "%HERE%install.py" %*
    goto done
  )
)
for %%p in (python python3) do (
  %%p -c "" >nul 2>nul && (
    %%p "%HERE%install.py" %*
    goto done
  )
)
echo Python was not found. Please install it first; README.txt tells which version.
:done
set "RC=%errorlevel%"
if "%~1"=="" pause
exit /b %RC%
