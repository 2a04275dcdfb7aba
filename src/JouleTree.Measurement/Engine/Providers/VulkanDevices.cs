using System.Runtime.InteropServices;
using System.Text;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>What WebGPU may run on under Linux: the devices that Vulkan drivers offer, software among them.</summary>
/// <remarks>
/// Structures and numbers: <c>vulkan_core.h</c> of Vulkan 1.0, whose layout never changes: an instance without layers or extensions, the
/// devices' properties (type and name are at bytes 16 and 20 of 824), and their memory (up to 16 heaps of 16 bytes from
/// byte 264 of 520 on).
/// </remarks>
internal static unsafe class VulkanDevices
{
    private const string Loader = "libvulkan.so.1";
    private const int PropertiesBytes = 824;
    private const int MemoryBytes = 520;
    private const int HeapCountAt = 260;
    private const int HeapsAt = 264;
    private const int HeapStride = 16;
    private const int HeapFlagsAt = 8;
    private const uint DeviceLocal = 1;
    private const int TypeAt = 16;
    private const int NameAt = 20;
    private const int NameBytes = 256;
    private const int MostDevices = 16;
    private const int ProcessorType = 4;
    private const int InstanceCreateInfo = 1;

    /// <summary>The devices in the drivers' order; none where there is no loader, no driver, or another system.</summary>
    public static IReadOnlyList<ProviderDevice> OfThisMachine()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Loader, out nint library))
            return [];
        var create = (delegate* unmanaged<InstanceInfo*, nint, nint*, int>)Function(library, "vkCreateInstance");
        var list = (delegate* unmanaged<nint, uint*, nint*, int>)Function(library, "vkEnumeratePhysicalDevices");
        var tell = (delegate* unmanaged<nint, byte*, void>)Function(library, "vkGetPhysicalDeviceProperties");
        var heaps = (delegate* unmanaged<nint, byte*, void>)Function(library, "vkGetPhysicalDeviceMemoryProperties");
        var destroy = (delegate* unmanaged<nint, nint, void>)Function(library, "vkDestroyInstance");
        if (create is null || list is null || tell is null || heaps is null || destroy is null)
            return [];
        InstanceInfo info = new() { Type = InstanceCreateInfo };
        nint instance = 0;
        if (create(&info, 0, &instance) != 0)
            return [];
        try
        {
            uint count = MostDevices;
            nint* devices = stackalloc nint[MostDevices];
            // Above 0 is «there are more», which is no failure.
            if (list(instance, &count, devices) < 0)
                return [];
            List<ProviderDevice> found = [];
            byte* properties = stackalloc byte[PropertiesBytes];
            byte* memory = stackalloc byte[MemoryBytes];
            for (int index = 0; index < count; index++)
            {
                tell(devices[index], properties);
                heaps(devices[index], memory);
                ReadOnlySpan<byte> name = new(properties + NameAt, NameBytes);
                int end = name.IndexOf((byte)0);
                found.Add(new ProviderDevice(Encoding.UTF8.GetString(end < 0 ? name : name[..end]))
                {
                    IsProcessor = *(int*)(properties + TypeAt) == ProcessorType,
                    Bytes = LocalBytes(memory),
                });
            }

            return found;
        }
        finally
        {
            destroy(instance, 0);
        }
    }

    private static long LocalBytes(byte* memory)
    {
        ulong bytes = 0;
        for (uint heap = 0; heap < *(uint*)(memory + HeapCountAt); heap++)
        {
            byte* at = memory + HeapsAt + (heap * HeapStride);
            if ((*(uint*)(at + HeapFlagsAt) & DeviceLocal) != 0)
                bytes += *(ulong*)at;
        }

        return (long)Math.Min(bytes, long.MaxValue);
    }

    private static void* Function(nint library, string name) =>
        NativeLibrary.TryGetExport(library, name, out nint address) ? (void*)address : null;

    // VkInstanceCreateInfo.
    [StructLayout(LayoutKind.Sequential)]
    private struct InstanceInfo
    {
        public int Type;
        public nint Next;
        public uint Flags;
        public nint Application;
        public uint LayerCount;
        public nint Layers;
        public uint ExtensionCount;
        public nint Extensions;
    }
}
