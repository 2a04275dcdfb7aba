using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Programs;

/// <summary>
/// A program that runs with this one's standard streams, environment and folder, and gets the signals that this one gets. What this one
/// is told by a terminal, the program is told by it, too, and decides by itself.
/// </summary>
internal sealed class ProgramProcess : IDisposable
{
    // SIGHUP, SIGINT, SIGQUIT and SIGTERM have these numbers on Linux and macOS.
    private static readonly (PosixSignal Signal, int Number)[] Forwarded =
    [
        (PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15),
        // SIGUSR1 and SIGUSR2, which .NET has no names for; they have other numbers on macOS.
        .. OperatingSystem.IsLinux() ? new[] { ((PosixSignal)10, 10), ((PosixSignal)12, 12) } : [],
    ];

    private readonly Process _process;
    private readonly string _file;
    private readonly bool _hasInput;
    private readonly double? _childrenBefore = UnixCalls.ChildrenCpuSeconds();
    private readonly TaskCompletionSource<int> _started = new();
    private readonly PosixSignalRegistration[] _signals;

    /// <summary>Finds a program. It does not run yet; signals wait for it from now on.</summary>
    /// <param name="command">The program and its arguments, as they are: no shell reads them.</param>
    /// <param name="hasInput">It reads this one's standard input; else its input is at its end.</param>
    /// <param name="variables">Variables of its environment beside this one's; null for none.</param>
    /// <exception cref="ProgramNotStartedException">There is none, or it must not be executed.</exception>
    public ProgramProcess(
        IReadOnlyList<string> command, bool hasInput, IReadOnlyDictionary<string, string>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(command);
        _file = ProgramFile.Find(command[0], Environment.GetEnvironmentVariable("PATH"));
        _hasInput = hasInput;
        _process = new Process
        {
            // A path from the root: of another, .NET would look beside this program first.
            StartInfo = new ProcessStartInfo(OperatingSystem.IsWindows() ? _file : Path.GetFullPath(_file), command.Skip(1))
            {
                UseShellExecute = false,
                RedirectStandardInput = !hasInput,
            },
        };
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
            _process.StartInfo.Environment[name] = value;
        _signals = [.. Forwarded.Select(signal => PosixSignalRegistration.Create(signal.Signal, Forward))];
    }

    /// <summary>Number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>What it ended with; 128 and the number of the signal that ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>
    /// Processor time of the program that ended, and of what it started and waited for; on Windows of the program alone. Null where the
    /// system does not tell.
    /// </summary>
    public double? CpuSeconds => OperatingSystem.IsWindows()
        ? _process.TotalProcessorTime.TotalSeconds
        : UnixCalls.ChildrenCpuSeconds() - _childrenBefore;

    /// <summary>Starts it.</summary>
    /// <exception cref="ProgramNotStartedException">It cannot be started.</exception>
    public void Start()
    {
        try
        {
            UnixCalls.WithBrokenPipes(() => _process.Start());
        }
        catch (Win32Exception error)
        {
            // ENOENT of a file that is there is its interpreter's, or its loader's.
            bool isMissing = error.NativeErrorCode == 2 && OperatingSystem.IsWindows();
            throw new ProgramNotStartedException(_file, Reason(error),
                isMissing ? ProgramNotStartedException.NotFound : ProgramNotStartedException.NotExecutable);
        }

        if (!_hasInput)
            _process.StandardInput.Dispose();
        _started.SetResult(_process.Id);
    }

    /// <summary>Waits until it ends.</summary>
    /// <param name="time">How long at most.</param>
    /// <returns>True where it ended.</returns>
    public bool WaitForExit(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Ends it and what it started, at once.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _process.Dispose();
    }

    private static string Reason(Win32Exception error) => error.NativeErrorCode switch
    {
        2 when !OperatingSystem.IsWindows() => "the interpreter that its first line names is not there",
        8 when !OperatingSystem.IsWindows() => "is no program of this machine, and has no first line that names an interpreter",
        13 when !OperatingSystem.IsWindows() => "permission denied",
        _ => "cannot be started: " + error.Message.Split(". ")[^1].TrimEnd('.'),
    };

    // A terminal sends Ctrl-C and Ctrl-\ to all of its foreground: the program has it already, and twice means something else to many.
    private static bool IsOfTheTerminal(PosixSignal signal)
    {
        if (signal is not (PosixSignal.SIGINT or PosixSignal.SIGQUIT))
            return false;
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            return ProcessStat.Parse(File.ReadAllText("/proc/self/stat")) is { } own && own.TerminalGroup == own.Group;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private void Forward(PosixSignalContext context)
    {
        context.Cancel = true;
        if (OperatingSystem.IsWindows() || IsOfTheTerminal(context.Signal))
            return;
        int number = Array.Find(Forwarded, one => one.Signal == context.Signal).Number;
        // One that comes while the program is being started is passed on when that is done.
        _ = _started.Task.ContinueWith(id => UnixCalls.Send(id.Result, number), TaskScheduler.Default);
    }
}
