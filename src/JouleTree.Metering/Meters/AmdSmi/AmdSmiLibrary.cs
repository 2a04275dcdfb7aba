using System.Globalization;
using System.Runtime.InteropServices;

namespace JouleTree.Metering.Meters.AmdSmi;

/// <summary>
/// AMD's management library by its C functions (<c>amdsmi.h</c> of ROCm 6 and 7). Functions are found by name through the resolver
/// given, so that tests put functions of their own in their place.
/// </summary>
internal sealed unsafe class AmdSmiLibrary : IDisposable
{
    private const int Success = 0;
    private const int NotSupported = 2;
    private const ulong GpusOnly = 1 << 1; // AMDSMI_INIT_AMD_GPUS

    private readonly Func<string, nint> _resolve;
    private bool _open;

    /// <param name="resolve">Address of a function by its name, 0 where there is none.</param>
    /// <exception cref="AmdSmiException">The library does not start, for instance because no driver is loaded.</exception>
    public AmdSmiLibrary(Func<string, nint> resolve)
    {
        _resolve = resolve;
        Check(((delegate* unmanaged<ulong, int>)Function("amdsmi_init"))(GpusOnly), "start");
        _open = true;
    }

    /// <summary>Opens the library that is installed.</summary>
    /// <returns>The library, or null where there is none.</returns>
    /// <exception cref="AmdSmiException">It does not start.</exception>
    public static AmdSmiLibrary? Open() =>
        OperatingSystem.IsLinux() && (NativeLibrary.TryLoad("libamd_smi.so", out nint library)
            || NativeLibrary.TryLoad("/opt/rocm/lib/libamd_smi.so", out library))
            ? new AmdSmiLibrary(function => NativeLibrary.TryGetExport(library, function, out nint address) ? address : 0)
            : null;

    /// <summary>Handles of all GPUs.</summary>
    /// <exception cref="AmdSmiException">They cannot be listed.</exception>
    public IReadOnlyList<nint> Devices()
    {
        List<nint> devices = [];
        foreach (nint socket in List("amdsmi_get_socket_handles", null))
            devices.AddRange(List("amdsmi_get_processor_handles", socket));
        return devices;
    }

    /// <summary>Address of a GPU on the PCI bus, or null where it does not tell.</summary>
    /// <param name="device">The GPU.</param>
    public string? Address(nint device)
    {
        nint function = _resolve("amdsmi_get_gpu_device_bdf");
        ulong bits = 0; // Function in 3 bits, device in 5, bus in 8, domain in 48.
        return function != 0 && ((delegate* unmanaged<nint, ulong*, int>)function)(device, &bits) == Success
            ? string.Create(CultureInfo.InvariantCulture, $"{bits >> 16:x4}:{(bits >> 8) & 0xff:x2}:{(bits >> 3) & 0x1f:x2}.{bits & 7}")
            : null;
    }

    /// <summary>Energy of a GPU in joules since its driver was loaded, or null where it has no such counter.</summary>
    /// <param name="device">The GPU.</param>
    /// <exception cref="AmdSmiException">It cannot be read.</exception>
    public double? Joules(nint device)
    {
        ulong steps = 0;
        float microjoules = 0;
        ulong nanoseconds = 0;
        int code = ((delegate* unmanaged<nint, ulong*, float*, ulong*, int>)Function("amdsmi_get_energy_count"))(
            device, &steps, &microjoules, &nanoseconds);
        if (code == NotSupported)
            return null;
        Check(code, "read the energy");
        return steps * (double)microjoules * 1e-6;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_open)
            return;
        _open = false;
        _ = ((delegate* unmanaged<int>)Function("amdsmi_shut_down"))();
    }

    // Asked without a place for handles, the functions tell how many there are.
    private nint[] List(string name, nint? of)
    {
        nint function = Function(name);
        uint count = 0;
        Check(Call(null), "count the GPUs");
        nint[] handles = new nint[count];
        fixed (nint* first = handles)
            Check(Call(first), "open the GPUs");
        return handles;

        int Call(nint* place)
        {
            uint number = count;
            int code = of is { } parent
                ? ((delegate* unmanaged<nint, uint*, nint*, int>)function)(parent, &number, place)
                : ((delegate* unmanaged<uint*, nint*, int>)function)(&number, place);
            count = number;
            return code;
        }
    }

    private void Check(int code, string what)
    {
        if (code == Success)
            return;
        byte* text = null;
        nint describe = _resolve("amdsmi_status_code_to_string");
        if (describe != 0)
            _ = ((delegate* unmanaged<int, byte**, int>)describe)(code, &text);
        throw new AmdSmiException(what, code, Marshal.PtrToStringUTF8((nint)text));
    }

    private nint Function(string name) => _resolve(name) is var address and not 0
        ? address
        : throw new AmdSmiException($"find its function {name}", -1, "the library is too old");
}

/// <summary>AMD's library answered with an error.</summary>
/// <param name="what">What it could not do.</param>
/// <param name="code">Its code (<c>amdsmi_status_t</c>).</param>
/// <param name="reason">Its own words, or null.</param>
internal sealed class AmdSmiException(string what, int code, string? reason)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"AMD SMI could not {what}: {reason ?? "no reason given"} (code {code})"));
