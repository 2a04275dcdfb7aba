using System.Runtime.InteropServices;
using System.Text;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>The GPUs that CUDA sees, in the order of its numbers, which are not those of the driver's management library.</summary>
/// <remarks>CUDA Driver API, device management: <c>CUDA_VISIBLE_DEVICES</c> is honoured, parts of a card (MIG) are devices.</remarks>
internal static unsafe class CudaDevices
{
    private const int NameBytes = 256;
    private const int UuidBytes = 16;

    /// <summary>The devices; none where there is no driver.</summary>
    public static IReadOnlyList<ProviderDevice> OfThisMachine() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint library)
            ? Of(name => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0)
            : [];

    /// <summary>The devices; none where a function fails.</summary>
    /// <param name="resolve">Address of a function by its name, 0 where there is none.</param>
    public static IReadOnlyList<ProviderDevice> Of(Func<string, nint> resolve)
    {
        ArgumentNullException.ThrowIfNull(resolve);
        var start = (delegate* unmanaged<uint, int>)resolve("cuInit");
        var number = (delegate* unmanaged<int*, int>)resolve("cuDeviceGetCount");
        var open = (delegate* unmanaged<int*, int, int>)resolve("cuDeviceGet");
        var nameOf = (delegate* unmanaged<byte*, int, int, int>)resolve("cuDeviceGetName");
        // The second version tells a part of a card by the part's own name.
        nint identify = resolve("cuDeviceGetUuid_v2") is var second and not 0 ? second : resolve("cuDeviceGetUuid");
        var uuidOf = (delegate* unmanaged<byte*, int, int>)identify;
        var bytesOf = (delegate* unmanaged<nuint*, int, int>)resolve("cuDeviceTotalMem_v2");
        int count = 0;
        if (start is null || number is null || open is null || nameOf is null || start(0) != 0 || number(&count) != 0)
            return [];
        List<ProviderDevice> devices = [];
        byte* name = stackalloc byte[NameBytes];
        byte* uuid = stackalloc byte[UuidBytes];
        for (int index = 0; index < count; index++)
        {
            int device = 0;
            nuint bytes = 0;
            if (open(&device, index) != 0 || nameOf(name, NameBytes, device) != 0)
                return [];
            devices.Add(new ProviderDevice(Marshal.PtrToStringUTF8((nint)name) ?? "")
            {
                Bytes = bytesOf is not null && bytesOf(&bytes, device) == 0 ? (long)bytes : null,
                Uuid = uuidOf is not null && uuidOf(uuid, device) == 0 ? Text(new ReadOnlySpan<byte>(uuid, UuidBytes)) : null,
            });
        }

        return devices;
    }

    // As the management library writes it.
    private static string Text(ReadOnlySpan<byte> uuid)
    {
        StringBuilder text = new("GPU-");
        for (int index = 0; index < uuid.Length; index++)
        {
            if (index is 4 or 6 or 8 or 10)
                text.Append('-');
            text.Append(uuid[index].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
