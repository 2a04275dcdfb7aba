using System.Runtime.InteropServices;

namespace JouleTree.Metering.Programs;

/// <summary>What .NET has no call for: processor time of children that ended, and sending a signal. Linux and macOS.</summary>
internal static unsafe partial class UnixCalls
{
    // RUSAGE_CHILDREN of sys/resource.h: children that ended and were waited for, and what they had waited for.
    private const int Children = -1;

    // struct rusage begins with two struct timeval, of user and kernel; 144 bytes in all on 64 bits.
    private const int UsageWords = 32;

    // SIGPIPE and SIG_DFL, the same on Linux and macOS.
    private const int BrokenPipe = 13;
    private const nint DefaultHandler = 0;

    /// <summary>
    /// Processor time in seconds of all children that ended so far, to the microsecond; null where the system does not tell.
    /// </summary>
    public static double? ChildrenCpuSeconds()
    {
        if (OperatingSystem.IsWindows())
            return null;
        long* usage = stackalloc long[UsageWords];
        return GetResourceUsage(Children, usage) == 0 ? Seconds(usage) + Seconds(usage + 2) : null;
    }

    /// <summary>
    /// Starts a process that dies of a broken pipe as programs do. .NET ignores that signal, and a child would ignore it, too:
    /// <c>yes | head</c> ends by it.
    /// </summary>
    /// <param name="start">Starts the process.</param>
    public static void WithBrokenPipes(Action start)
    {
        if (OperatingSystem.IsWindows())
        {
            start();
            return;
        }

        nint ignored = SetHandler(BrokenPipe, DefaultHandler);
        try
        {
            start();
        }
        finally
        {
            SetHandler(BrokenPipe, ignored);
        }
    }

    /// <summary>Sends a signal; one that has ended meanwhile does not get it.</summary>
    /// <param name="process">The process.</param>
    /// <param name="signal">Number of the signal.</param>
    public static void Send(int process, int signal) => _ = Kill(process, signal);

    // Microseconds are an int on macOS, with something else behind it.
    private static double Seconds(long* time) => time[0] + ((int)time[1] * 1e-6);

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, long* usage);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
