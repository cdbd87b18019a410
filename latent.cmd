@echo off
rem Runs latentphysics from this folder: finds a JDK, builds what changed, starts the command line.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "modules=%root%\latentphysics\target\modules"
set "state=%root%\.latent"
set "stamp=%state%\built"
set "jdk="

if defined JAVA_HOME call :consider "%JAVA_HOME%"
if not defined jdk for /f "delims=" %%J in ('where java 2^>nul') do call :consider "%%~dpJ.."
for %%P in ("%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks" "%USERPROFILE%\scoop\apps") do (
  if not defined jdk if exist "%%~P\" for /d %%D in ("%%~P\*") do (
    call :consider "%%~D"
    call :consider "%%~D\current"
  )
)
if not defined jdk (
  >&2 echo latent: no JDK 25 was found: install JDK 25.0.3 or a later update of 25 ^(for example Eclipse Temurin^) or set JAVA_HOME to it ^(looked in JAVA_HOME, PATH, the usual folders below Program Files, and .jdks and scoop in your user folder^).
  exit /b 2
)

call :is_current
if errorlevel 1 (
  call :build
  if errorlevel 1 goto :failed
)
"%jdk%\bin\java.exe" -p "%modules%" -m latentphysics/latentphysics.cli.Main %*
exit /b %ERRORLEVEL%

:failed
exit /b %ERRORLEVEL%

rem Sets jdk when folder %1 is a JDK in [25.0.3,26) and none was found before.
:consider
if defined jdk exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "version="
for /f "usebackq tokens=2 delims==" %%V in (`findstr /b /c:"JAVA_VERSION=" "%~1\release"`) do set "version=%%~V"
if not defined version exit /b 0
for /f "tokens=1-3 delims=." %%A in ("%version%") do (
  if not "%%A"=="25" exit /b 0
  if "%%B"=="" exit /b 0
  if %%B GTR 0 set "jdk=%~1"
  if %%B EQU 0 if not "%%C"=="" if %%C GEQ 3 set "jdk=%~1"
)
exit /b 0

rem Returns 1 when anything that the build reads is newer than the stamp. A folder is newer when a file in it was deleted.
:is_current
if not exist "%stamp%" exit /b 1
if not exist "%modules%\" exit /b 1
set "LATENT_ROOT=%root%"
powershell -NoProfile -NonInteractive -Command "$r=$env:LATENT_ROOT; $t=(Get-Item -LiteralPath ($r+'\.latent\built') -Force).LastWriteTimeUtc; foreach ($m in '','kernels\api','kernels\vector','tensor','autodiff','latentphysics') { $d=Join-Path $r $m; $f=@(Get-Item -LiteralPath (Join-Path $d 'pom.xml')); $s=Join-Path $d 'src\main'; if (Test-Path -LiteralPath $s) { $f+=Get-Item -LiteralPath $s; $f+=Get-ChildItem -LiteralPath $s -Recurse }; foreach ($i in $f) { if ($i.LastWriteTimeUtc -gt $t) { exit 1 } } }; exit 0"
exit /b %ERRORLEVEL%

:build
where mvn >nul 2>nul
if errorlevel 1 (
  >&2 echo latent: Maven is missing: install Maven 3.8.1 or newer so that mvn is on the PATH ^(looked in PATH^).
  exit /b 2
)
if not exist "%state%\" mkdir "%state%"
set "reason=first use"
if exist "%stamp%" set "reason=sources changed"
>&2 echo latent: building latentphysics (%reason%)...
rem After a build that was broken off, half-written classes look up to date: start from nothing.
set "goals=package"
if exist "%state%\begun" set "goals=clean package"
if exist "%stamp%" del "%stamp%"
rem The stamp's time is that of the start: what is changed during the build is built next time.
type nul >"%state%\begun"
setlocal
set "JAVA_HOME=%jdk%"
set "MAVEN_OPTS=%MAVEN_OPTS% --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
pushd "%root%"
call mvn -q -B -Dmaven.test.skip=true -pl latentphysics -am %goals% >"%state%\build.log" 2>&1
set "status=%ERRORLEVEL%"
popd
endlocal & set "status=%status%"
if not "%status%"=="0" (
  type "%state%\build.log" >&2
  >&2 echo latent: the build failed; nothing was started.
  exit /b 1
)
move /y "%state%\begun" "%stamp%" >nul
exit /b 0
