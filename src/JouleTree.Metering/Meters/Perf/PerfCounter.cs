using System.Runtime.InteropServices;

namespace JouleTree.Metering.Meters.Perf;

/// <summary>A count of the kernel's performance counters.</summary>
internal interface IPerfCounter : IDisposable
{
    /// <summary>The count since it was opened, in steps.</summary>
    /// <exception cref="IOException">It cannot be read any more.</exception>
    ulong Read();
}

/// <summary>A count that <c>perf_event_open</c> opened, of a whole processor (Linux, perf_event_open(2)).</summary>
internal sealed unsafe class PerfCounter : IPerfCounter
{
    /// <summary>Refused: permission (EPERM).</summary>
    public const int NotPermitted = 1;

    /// <summary>Refused: permission (EACCES).</summary>
    public const int AccessDenied = 13;

    // struct perf_event_attr of the first version: 64 bytes, of which type, size and config are set.
    private const int AttributeSize = 64;
    private const int AnyProcess = -1;
    private const int NoGroup = -1;
    private const ulong CloseOnExec = 1 << 3; // PERF_FLAG_FD_CLOEXEC

    private readonly int _file;
    private bool _isClosed;

    private PerfCounter(int file) => _file = file;

    /// <summary>Opens a count.</summary>
    /// <param name="type">Kind of event.</param>
    /// <param name="config">The event.</param>
    /// <param name="processor">The processor on which it is counted, whoever runs there.</param>
    /// <exception cref="PerfException">The kernel refuses; its code says why.</exception>
    public static IPerfCounter Open(uint type, ulong config, int processor)
    {
        if (SystemCall is not { } number)
            throw new PerfException(0, $"no number of the call is known for {RuntimeInformation.ProcessArchitecture}");
        byte* attributes = stackalloc byte[AttributeSize];
        new Span<byte>(attributes, AttributeSize).Clear();
        *(uint*)attributes = type;
        *(uint*)(attributes + 4) = AttributeSize;
        *(ulong*)(attributes + 8) = config;
        long file = syscall(number, attributes, AnyProcess, processor, NoGroup, CloseOnExec);
        return file >= 0
            ? new PerfCounter((int)file)
            : throw new PerfException(Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage());
    }

    /// <inheritdoc/>
    public ulong Read()
    {
        ulong count = 0;
        return read(_file, &count, sizeof(ulong)) == sizeof(ulong)
            ? count
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _ = close(_file);
    }

    // arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
    private static nint? SystemCall => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 298,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 241,
        _ => null,
    };

#pragma warning disable SYSLIB1054 // The call has a variable number of arguments, all of which are passed as words.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint syscall(nint number, byte* attributes, nint process, nint processor, nint group, ulong flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint read(int file, void* buffer, nint count);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int file);
#pragma warning restore SYSLIB1054
}

/// <summary>The kernel does not open a count.</summary>
/// <param name="code">Its number (<c>errno</c>).</param>
/// <param name="reason">Its words.</param>
internal sealed class PerfException(int code, string reason) : Exception(reason)
{
    /// <summary>True where it is for want of permission.</summary>
    public bool IsDenied { get; } = code is PerfCounter.NotPermitted or PerfCounter.AccessDenied;
}
