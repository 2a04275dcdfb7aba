using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.AmdSmi;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.AmdSmi;

/// <summary>Against functions with the signatures of AMD's: two sockets with a GPU each.</summary>
public sealed unsafe class AmdSmiTests
{
    private const int NotSupported = 2;

    private static readonly ulong[] Steps = [0, 0];
    private static int _code;
    private static int _start;

    private readonly ManualClock _clock = new();

    public AmdSmiTests()
    {
        Steps[0] = 1_000_000;
        Steps[1] = 2_000_000;
        _code = 0;
        _start = 0;
    }

    [Fact]
    public void Between_TwoGpus_SumsStepsOfTheirResolution()
    {
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        Steps[0] += 2_000_000;
        Steps[1] += 4_000_000;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(6_000_000 * 15.25e-6, 1e-9, "steps of 15.25 microjoules, which a float holds exactly");
        window.GpuJoules.ShouldBe(window.Joules);
        meter.Description.Parts.ShouldBe(["gpu 0000:c1:00.0", "gpu 0000:c6:02.1"]);
        window.Components.Keys.ShouldBe(["gpu-0 0000:c1:00.0", "gpu-1 0000:c6:02.1"]);
    }

    [Fact]
    public void Probe_GpuWithoutCounter_NamesTheOtherWay()
    {
        _code = NotSupported;

        Source().Probe().Finding.ShouldBe("gpu-0 0000:c1:00.0 has no counter of energy");
        Source().Probe().Remedy!.ShouldContain("hwmon:amdgpu");
    }

    [Fact]
    public void Probe_DriverDoesNotStart_SaysWhy()
    {
        _start = 34;

        Source().Probe().Finding.ShouldBe("AMD SMI could not start: no reason given (code 34)");
    }

    [Fact]
    public void Mark_GpuIsLost_IsReported()
    {
        using IEnergyMeter meter = Source().Open();
        _code = 40;

        Should.Throw<MeterLostException>(() => meter.Mark()).Message.ShouldContain("could not read the energy: no reason given (code 40)");
    }

    [Fact]
    public void Probe_NoLibrary_SaysWhatToInstall() =>
        new AmdSmiSource(() => null, _clock).Probe().Remedy!.ShouldContain("amd-smi-lib");

    private AmdSmiSource Source() => new(() => new AmdSmiLibrary(Resolve), _clock);

    private static nint Resolve(string name) => name switch
    {
        "amdsmi_init" => (nint)(delegate* unmanaged[Cdecl]<ulong, int>)&Init,
        "amdsmi_shut_down" => (nint)(delegate* unmanaged[Cdecl]<int>)&ShutDown,
        "amdsmi_get_socket_handles" => (nint)(delegate* unmanaged[Cdecl]<uint*, nint*, int>)&Sockets,
        "amdsmi_get_processor_handles" => (nint)(delegate* unmanaged[Cdecl]<nint, uint*, nint*, int>)&Processors,
        "amdsmi_get_gpu_device_bdf" => (nint)(delegate* unmanaged[Cdecl]<nint, ulong*, int>)&Address,
        "amdsmi_get_energy_count" => (nint)(delegate* unmanaged[Cdecl]<nint, ulong*, float*, ulong*, int>)&Energy,
        _ => 0,
    };

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init(ulong flags) => flags == 2 ? _start : 1;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShutDown() => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sockets(uint* count, nint* handles)
    {
        *count = 2;
        if (handles is not null)
        {
            handles[0] = 100;
            handles[1] = 200;
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Processors(nint socket, uint* count, nint* handles)
    {
        *count = 1;
        if (handles is not null)
            handles[0] = socket + 1;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Address(nint device, ulong* bits)
    {
        *bits = device == 101 ? 0xc1ul << 8 : (0xc6ul << 8) | (2 << 3) | 1;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Energy(nint device, ulong* steps, float* microjoules, ulong* nanoseconds)
    {
        *steps = Steps[device == 101 ? 0 : 1];
        *microjoules = 15.25f;
        *nanoseconds = 1;
        return _code;
    }
}
