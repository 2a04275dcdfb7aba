using System.Runtime.InteropServices;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Meters.Nvml;

/// <summary>
/// NVIDIA's management library by its C functions (NVML API reference, <c>nvml.h</c>). Functions are found by name
/// through the resolver given, so that tests put functions of their own in their place.
/// </summary>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    private const int Success = 0;
    private const int NotSupported = 3;
    private const int NameLength = 96;
    private const int PciInfoLength = 68; // nvmlPciInfo_t: 16 bytes of text, five numbers, then the address in 32 bytes.
    private const int PciAddressOffset = 36;
    private const int ClockGraphics = 0;
    private const int ClockMemory = 2;

    private readonly Func<string, nint> _resolve;
    private bool _open;

    /// <param name="resolve">Address of a function by its name, 0 where there is none.</param>
    /// <exception cref="NvmlException">The library does not start, for instance because no driver is loaded.</exception>
    public NvmlLibrary(Func<string, nint> resolve)
    {
        _resolve = resolve;
        Check(((delegate* unmanaged<int>)Function("nvmlInit_v2"))(), "start");
        _open = true;
    }

    /// <summary>Opens the library of the installed driver.</summary>
    /// <returns>The library, or null where there is none.</returns>
    /// <exception cref="NvmlException">It does not start.</exception>
    public static NvmlLibrary? Open()
    {
        string name = OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        return NativeLibrary.TryLoad(name, out nint library)
            ? new NvmlLibrary(function => NativeLibrary.TryGetExport(library, function, out nint address) ? address : 0)
            : null;
    }

    /// <summary>All cards, in the order of their addresses.</summary>
    public IReadOnlyList<NvmlCard> Cards()
    {
        uint count = 0;
        Check(((delegate* unmanaged<uint*, int>)Function("nvmlDeviceGetCount_v2"))(&count), "count the cards");
        NvmlCard[] cards = new NvmlCard[count];
        for (uint index = 0; index < count; index++)
        {
            nint device = 0;
            Check(((delegate* unmanaged<uint, nint*, int>)Function("nvmlDeviceGetHandleByIndex_v2"))(index, &device), "open a card");
            cards[index] = new NvmlCard(device, (int)index, Name(device), Uuid(device), Address(device), IsPartitioned(device));
        }

        return cards;
    }

    /// <summary>Energy since the driver was loaded in millijoules, or null where the card has no such counter (before Volta).</summary>
    public ulong? TotalMillijoules(nint device)
    {
        nint function = _resolve("nvmlDeviceGetTotalEnergyConsumption");
        if (function == 0)
            return null;
        ulong millijoules = 0;
        int code = ((delegate* unmanaged<nint, ulong*, int>)function)(device, &millijoules);
        return code == NotSupported ? null : Checked(millijoules, code, "read the energy");
    }

    /// <summary>Power now in milliwatts, or null where the card does not tell.</summary>
    public uint? Milliwatts(nint device)
    {
        uint milliwatts = 0;
        int code = ((delegate* unmanaged<nint, uint*, int>)Function("nvmlDeviceGetPowerUsage"))(device, &milliwatts);
        return code == NotSupported ? null : Checked(milliwatts, code, "read the power");
    }

    /// <summary>Bytes of a card's memory that nobody uses, or null where it does not tell.</summary>
    public long? FreeBytes(nint device)
    {
        // nvmlMemory_t: total, free, used.
        ulong* memory = stackalloc ulong[3];
        return _resolve("nvmlDeviceGetMemoryInfo") is var function and not 0
            && ((delegate* unmanaged<nint, ulong*, int>)function)(device, memory) == Success
            ? (long)memory[1]
            : null;
    }

    /// <summary>Load and clocks of a card; what it does not tell is null.</summary>
    public GpuUtilization Utilization(nint device)
    {
        uint* rates = stackalloc uint[2];
        bool hasRates = ((delegate* unmanaged<nint, uint*, int>)Function("nvmlDeviceGetUtilizationRates"))(device, rates) == Success;
        return new GpuUtilization(
            hasRates ? rates[0] : null, hasRates ? rates[1] : null, Clock(device, ClockGraphics), Clock(device, ClockMemory));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_open)
            return;
        _open = false;
        ((delegate* unmanaged<int>)Function("nvmlShutdown"))();
    }

    private string Name(nint device)
    {
        byte* text = stackalloc byte[NameLength];
        Check(((delegate* unmanaged<nint, byte*, uint, int>)Function("nvmlDeviceGetName"))(device, text, NameLength), "name a card");
        return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }

    // What follows old drivers do not have.
    private string? Uuid(nint device)
    {
        byte* text = stackalloc byte[NameLength];
        return _resolve("nvmlDeviceGetUUID") is var function and not 0
            && ((delegate* unmanaged<nint, byte*, uint, int>)function)(device, text, NameLength) == Success
            ? Marshal.PtrToStringUTF8((nint)text)
            : null;
    }

    private string? Address(nint device)
    {
        byte* info = stackalloc byte[PciInfoLength];
        return _resolve("nvmlDeviceGetPciInfo_v3") is var function and not 0
            && ((delegate* unmanaged<nint, byte*, int>)function)(device, info) == Success
            ? Marshal.PtrToStringUTF8((nint)(info + PciAddressOffset))
            : null;
    }

    private bool IsPartitioned(nint device)
    {
        uint current = 0;
        uint pending = 0;
        return _resolve("nvmlDeviceGetMigMode") is var function and not 0
            && ((delegate* unmanaged<nint, uint*, uint*, int>)function)(device, &current, &pending) == Success && current == 1;
    }

    private double? Clock(nint device, int kind)
    {
        uint megahertz = 0;
        return ((delegate* unmanaged<nint, int, uint*, int>)Function("nvmlDeviceGetClockInfo"))(device, kind, &megahertz) == Success
            ? megahertz
            : null;
    }

    private T Checked<T>(T value, int code, string what)
    {
        Check(code, what);
        return value;
    }

    private void Check(int code, string what)
    {
        if (code == Success)
            return;
        nint describe = _resolve("nvmlErrorString");
        string reason = describe == 0 ? "" : Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<int, byte*>)describe)(code)) ?? "";
        throw new NvmlException(what, code, reason);
    }

    private nint Function(string name) => _resolve(name) is var address and not 0
        ? address
        : throw new NvmlException($"find its function {name}", -1, "the driver is too old");
}

/// <summary>NVML answered with an error.</summary>
/// <param name="what">What it could not do.</param>
/// <param name="code">Its code (<c>nvmlReturn_t</c>).</param>
/// <param name="reason">Its own words.</param>
internal sealed class NvmlException(string what, int code, string reason)
    : Exception($"NVML could not {what}: {(reason.Length > 0 ? reason : "no reason given")} (code {code})")
{
    /// <summary>Its code (<c>nvmlReturn_t</c>).</summary>
    public int Code { get; } = code;
}
