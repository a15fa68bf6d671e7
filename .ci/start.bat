@echo off
rem Installs the atlas from this folder, or updates it, and opens it. Needs no network.
rem   start.bat [FOLDER]     (by default %USERPROFILE%\mekong-border-atlas)
setlocal
set "here=%~dp0"
set "target=%~1"
if "%target%"=="" set "target=%USERPROFILE%\mekong-border-atlas"
if "%BORDER_ATLAS_HOME%"=="" set "BORDER_ATLAS_HOME=%target%\records"
robocopy "%here%." "%target%\app" /MIR /XD .venv var /NFL /NDL /NJH /NJS /NP
if errorlevel 8 (
  echo start: the files could not be copied to %target%\app
  exit /b 1
)
py -3 "%target%\app\.ci\setup.py" run
