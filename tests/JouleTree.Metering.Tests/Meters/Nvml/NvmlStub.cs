using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JouleTree.Metering.Tests.Meters.Nvml;

/// <summary>Functions with the signatures of NVML's, native code's view of one card whose values tests set.</summary>
internal static unsafe class NvmlStub
{
    public const int NotSupported = 3;
    public const int CardIsLost = 15;

    private static readonly byte[] Reason = [.. "GPU is lost"u8, 0];
    private static readonly GCHandle PinnedReason = GCHandle.Alloc(Reason, GCHandleType.Pinned);

    public static ulong Millijoules { get; set; }

    public static uint Milliwatts { get; set; }

    public static int EnergyCode { get; set; }

    public static int InitCode { get; set; }

    public static uint Partitioned { get; set; }

    public static nint Resolve(string name) => name switch
    {
        "nvmlInit_v2" => (nint)(delegate* unmanaged[Cdecl]<int>)&Init,
        "nvmlShutdown" => (nint)(delegate* unmanaged[Cdecl]<int>)&Shutdown,
        "nvmlErrorString" => (nint)(delegate* unmanaged[Cdecl]<int, byte*>)&ErrorString,
        "nvmlDeviceGetCount_v2" => (nint)(delegate* unmanaged[Cdecl]<uint*, int>)&Count,
        "nvmlDeviceGetHandleByIndex_v2" => (nint)(delegate* unmanaged[Cdecl]<uint, nint*, int>)&Handle,
        "nvmlDeviceGetName" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Name,
        "nvmlDeviceGetTotalEnergyConsumption" => (nint)(delegate* unmanaged[Cdecl]<nint, ulong*, int>)&Energy,
        "nvmlDeviceGetPowerUsage" => (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Power,
        "nvmlDeviceGetUtilizationRates" => (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Rates,
        "nvmlDeviceGetClockInfo" => (nint)(delegate* unmanaged[Cdecl]<nint, int, uint*, int>)&Clock,
        "nvmlDeviceGetUUID" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Uuid,
        "nvmlDeviceGetPciInfo_v3" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int>)&PciInfo,
        "nvmlDeviceGetMigMode" => (nint)(delegate* unmanaged[Cdecl]<nint, uint*, uint*, int>)&MigMode,
        _ => 0,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init() => InitCode;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Shutdown() => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte* ErrorString(int code) => (byte*)PinnedReason.AddrOfPinnedObject();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(uint* count)
    {
        *count = 1;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Handle(uint index, nint* handle)
    {
        *handle = 0x1234;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Name(nint device, byte* text, uint length)
    {
        "Test Card\0"u8.CopyTo(new Span<byte>(text, (int)length));
        return device == 0x1234 ? 0 : 2;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Uuid(nint device, byte* text, uint length)
    {
        "GPU-5a7e\0"u8.CopyTo(new Span<byte>(text, (int)length));
        return 0;
    }

    // Of 68 bytes, as nvml.h has nvmlPciInfo_t: the older form of the address, five numbers, the address.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int PciInfo(nint device, byte* info)
    {
        "0000:C1:00.0\0"u8.CopyTo(new Span<byte>(info, 16));
        new Span<byte>(info + 16, 20).Fill(0xee);
        "00000000:C1:00.0\0"u8.CopyTo(new Span<byte>(info + 36, 32));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MigMode(nint device, uint* current, uint* pending)
    {
        *current = Partitioned;
        *pending = 0;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Energy(nint device, ulong* millijoules)
    {
        *millijoules = Millijoules;
        return EnergyCode;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Power(nint device, uint* milliwatts)
    {
        *milliwatts = Milliwatts;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Rates(nint device, uint* rates)
    {
        rates[0] = 87;
        rates[1] = 41;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Clock(nint device, int kind, uint* megahertz)
    {
        *megahertz = kind == 0 ? 1700u : 7001u;
        return 0;
    }
}
