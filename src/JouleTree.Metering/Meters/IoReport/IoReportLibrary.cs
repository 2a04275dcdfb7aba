using System.Runtime.InteropServices;

namespace JouleTree.Metering.Meters.IoReport;

/// <summary>
/// macOS's IOReport by its C functions, which Apple does not document: as the open programs macmon and asitop call them, without root.
/// Tested with functions of the tests' own in their place, <b>not on hardware</b>.
/// </summary>
internal sealed unsafe class IoReportLibrary : IDisposable
{
    private const string EnergyGroup = "Energy Model";
    private const string ChannelsKey = "IOReportChannels";
    private const uint Utf8 = 0x08000100; // kCFStringEncodingUTF8
    private const int LongestText = 256;

    private readonly Func<string, nint> _resolve;
    private readonly nint _key;
    private readonly nint _channels;
    private readonly nint _subscribed;
    private readonly nint _subscription;

    /// <param name="resolve">Address of a function by its name, 0 where there is none.</param>
    /// <exception cref="IOException">The system has no energy model, or does not let it be read.</exception>
    public IoReportLibrary(Func<string, nint> resolve)
    {
        _resolve = resolve;
        _key = Text(ChannelsKey);
        nint group = Text(EnergyGroup);
        nint found = ((delegate* unmanaged<nint, nint, ulong, ulong, ulong, nint>)Function("IOReportCopyChannelsInGroup"))(
            group, 0, 0, 0, 0);
        Release(group);
        if (found == 0)
        {
            Release(_key);
            throw new IOException($"IOReport has no group {EnergyGroup}");
        }

        _channels = ((delegate* unmanaged<nint, nint, nint, nint>)Function("CFDictionaryCreateMutableCopy"))(0, 0, found);
        Release(found);
        nint subscribed = 0;
        _subscription = ((delegate* unmanaged<nint, nint, nint*, ulong, nint, nint>)Function("IOReportCreateSubscription"))(
            0, _channels, &subscribed, 0, 0);
        _subscribed = subscribed;
        if (_subscription == 0)
        {
            Dispose();
            throw new IOException("IOReport does not let its energy model be read");
        }
    }

    /// <summary>Opens the library of the system.</summary>
    /// <returns>The library, or null where this is not macOS, or has none.</returns>
    /// <exception cref="IOException">It has no energy model.</exception>
    public static IoReportLibrary? Open() => OperatingSystem.IsMacOS()
        && NativeLibrary.TryLoad("/usr/lib/libIOReport.dylib", out nint report)
        && NativeLibrary.TryLoad("/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation", out nint foundation)
        ? new IoReportLibrary(name => NativeLibrary.TryGetExport(report, name, out nint address)
            || NativeLibrary.TryGetExport(foundation, name, out address) ? address : 0)
        : null;

    /// <summary>All counters now, always in one order.</summary>
    /// <exception cref="IOException">They are not told.</exception>
    public IReadOnlyList<IoReportChannel> Sample()
    {
        nint sample = ((delegate* unmanaged<nint, nint, nint, nint>)Function("IOReportCreateSamples"))(_subscription, _subscribed, 0);
        if (sample == 0)
            throw new IOException("IOReport gives no sample");
        try
        {
            nint array = ((delegate* unmanaged<nint, nint, nint>)Function("CFDictionaryGetValue"))(sample, _key);
            nint count = array == 0 ? 0 : ((delegate* unmanaged<nint, nint>)Function("CFArrayGetCount"))(array);
            List<IoReportChannel> channels = [];
            for (nint index = 0; index < count; index++)
            {
                nint channel = ((delegate* unmanaged<nint, nint, nint>)Function("CFArrayGetValueAtIndex"))(array, index);
                channels.Add(new IoReportChannel(
                    Text(((delegate* unmanaged<nint, nint>)Function("IOReportChannelGetChannelName"))(channel)),
                    Text(((delegate* unmanaged<nint, nint>)Function("IOReportChannelGetUnitLabel"))(channel)),
                    ((delegate* unmanaged<nint, int, long>)Function("IOReportSimpleGetIntegerValue"))(channel, 0)));
            }

            return channels;
        }
        finally
        {
            Release(sample);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nint one in (nint[])[_subscription, _subscribed, _channels, _key])
            Release(one);
    }

    private nint Text(string text)
    {
        fixed (byte* bytes = System.Text.Encoding.UTF8.GetBytes(text + '\0'))
            return ((delegate* unmanaged<nint, byte*, uint, nint>)Function("CFStringCreateWithCString"))(0, bytes, Utf8);
    }

    private string Text(nint text)
    {
        byte* bytes = stackalloc byte[LongestText];
        return text != 0
            && ((delegate* unmanaged<nint, byte*, nint, uint, byte>)Function("CFStringGetCString"))(text, bytes, LongestText, Utf8) != 0
            ? Marshal.PtrToStringUTF8((nint)bytes) ?? ""
            : "";
    }

    private void Release(nint one)
    {
        if (one != 0)
            ((delegate* unmanaged<nint, void>)Function("CFRelease"))(one);
    }

    private nint Function(string name) => _resolve(name) is var address and not 0
        ? address
        : throw new IOException($"IOReport has no function {name} on this version of macOS");
}
