using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using JouleTree.Measurement.Engine.Providers;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.Providers;

/// <summary>The listing of CUDA's devices against functions that answer as the driver does.</summary>
public sealed unsafe class CudaDevicesTests
{
    private static readonly Dictionary<string, nint> Driver = new()
    {
        ["cuInit"] = (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Start,
        ["cuDeviceGetCount"] = (nint)(delegate* unmanaged[Cdecl]<int*, int>)&Count,
        ["cuDeviceGet"] = (nint)(delegate* unmanaged[Cdecl]<int*, int, int>)&Get,
        ["cuDeviceGetName"] = (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, int>)&Name,
        ["cuDeviceGetUuid_v2"] = (nint)(delegate* unmanaged[Cdecl]<byte*, int, int>)&Uuid,
        ["cuDeviceTotalMem_v2"] = (nint)(delegate* unmanaged[Cdecl]<nuint*, int, int>)&Bytes,
    };

    [Fact]
    public void Of_TwoCards_AreInCudasOrderWithUuidsAsTheDriverWritesThem()
    {
        IReadOnlyList<ProviderDevice> devices = CudaDevices.Of(name => Driver.GetValueOrDefault(name));

        devices.Select(device => (device.Name, device.Uuid, device.Bytes)).ShouldBe([
            ("card 100", "GPU-64000102-0304-0506-0708-090a0b0c0d0e", 80L << 30),
            ("card 101", "GPU-65000102-0304-0506-0708-090a0b0c0d0e", 80L << 30)]);
    }

    [Fact]
    public void Of_NoDriverThatStarts_AreNone()
    {
        CudaDevices.Of(_ => 0).ShouldBeEmpty();
        CudaDevices.Of(name => name == "cuInit"
            ? (nint)(delegate* unmanaged[Cdecl]<uint, int>)&Fail
            : Driver.GetValueOrDefault(name)).ShouldBeEmpty();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Start(uint flags) => (int)flags;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Fail(uint flags) => 100; // CUDA_ERROR_NO_DEVICE

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(int* count)
    {
        *count = 2;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Get(int* device, int ordinal)
    {
        *device = 100 + ordinal;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Name(byte* name, int length, int device)
    {
        byte[] text = Encoding.UTF8.GetBytes($"card {device}\0");
        text.CopyTo(new Span<byte>(name, length));
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Uuid(byte* uuid, int device)
    {
        uuid[0] = (byte)device;
        for (int index = 1; index < 16; index++)
            uuid[index] = (byte)(index - 1);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Bytes(nuint* bytes, int device)
    {
        *bytes = (nuint)80 << 30;
        return 0;
    }
}
