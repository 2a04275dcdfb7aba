using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JouleTree.Metering.Meters.Emi;

/// <summary>All input and output of the Windows meter: device files and their control codes.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class EmiDevice : IEmiDevice
{
    // CTL_CODE(FILE_DEVICE_UNKNOWN, n, METHOD_BUFFERED, FILE_READ_ACCESS) of emi.h.
    private const uint GetVersion = 0x224000;
    private const uint GetMetadataSize = 0x224004;
    private const uint GetMetadata = 0x224008;
    private const uint GetMeasurement = 0x22400C;
    private const uint PresentOnly = 0;

    // GUID_DEVICE_ENERGY_METER
    private static readonly Guid EnergyMeterInterface = new("45BD8344-7ED6-49CF-A440-C276C933B053");

    private readonly SafeFileHandle _file;
    private readonly byte[] _buffer;

    private EmiDevice(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] version = new byte[2];
        byte[] size = new byte[4];
        Control(GetVersion, version);
        Control(GetMetadataSize, size);
        byte[] metadata = new byte[BitConverter.ToUInt32(size)];
        Control(GetMetadata, metadata);
        Channels = EmiParser.Channels(BitConverter.ToUInt16(version), metadata);
        _buffer = new byte[16 * Channels.Count];
    }

    public IReadOnlyList<EmiChannel> Channels { get; }

    /// <summary>All meters of the machine.</summary>
    /// <exception cref="Win32Exception">Windows does not list them, or one does not answer.</exception>
    public static IReadOnlyList<IEmiDevice> OpenAll()
    {
        Guid kind = EnergyMeterInterface;
        if (ListSize(out uint length, ref kind, null, PresentOnly) != 0 || length <= 1)
            return [];
        char[] list = new char[length];
        fixed (char* text = list)
        {
            if (List(ref kind, null, text, length, PresentOnly) != 0)
                return [];
        }

        return [.. new string(list).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(path => new EmiDevice(path))];
    }

    public IReadOnlyList<EmiReading> Read()
    {
        Control(GetMeasurement, _buffer);
        return EmiParser.Readings(Channels.Count, _buffer);
    }

    public void Dispose() => _file.Dispose();

    private void Control(uint code, byte[] output)
    {
        fixed (byte* bytes = output)
        {
            if (!DeviceIoControl(_file, code, null, 0, bytes, (uint)output.Length, out _, 0))
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DeviceIoControl(
        SafeFileHandle file, uint code, void* input, uint inputBytes, void* output, uint outputBytes, out uint returned, nint overlapped);

    [LibraryImport("cfgmgr32", EntryPoint = "CM_Get_Device_Interface_List_SizeW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint ListSize(out uint length, ref Guid kind, string? device, uint flags);

    [LibraryImport("cfgmgr32", EntryPoint = "CM_Get_Device_Interface_ListW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial uint List(ref Guid kind, string? device, char* buffer, uint length, uint flags);
}
