using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JouleTree.Metering.Tests.Meters.IoReport;

/// <summary>Functions with the signatures of macOS's, over channels that tests set. Texts are pointers to bytes.</summary>
internal static unsafe class IoReportStub
{
    private const nint Subscription = 1;
    private const nint Channels = 2;
    private const nint Sample = 3;
    private const nint Entries = 4;
    private const nint FirstChannel = 1000;

    public static List<(string Name, string Unit, long Value)> Energies { get; } = [];

    public static bool HasGroup { get; set; } = true;

    public static nint Resolve(string name) => name switch
    {
        "IOReportCopyChannelsInGroup" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, ulong, ulong, ulong, nint>)&CopyChannels,
        "IOReportCreateSubscription" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint*, ulong, nint, nint>)&Subscribe,
        "IOReportCreateSamples" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)&Take,
        "IOReportChannelGetChannelName" => (nint)(delegate* unmanaged[Cdecl]<nint, nint>)&Name,
        "IOReportChannelGetUnitLabel" => (nint)(delegate* unmanaged[Cdecl]<nint, nint>)&Unit,
        "IOReportSimpleGetIntegerValue" => (nint)(delegate* unmanaged[Cdecl]<nint, int, long>)&Value,
        "CFDictionaryCreateMutableCopy" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)&Copy,
        "CFDictionaryGetValue" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint>)&Entry,
        "CFArrayGetCount" => (nint)(delegate* unmanaged[Cdecl]<nint, nint>)&Count,
        "CFArrayGetValueAtIndex" => (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint>)&At,
        "CFStringCreateWithCString" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, nint>)&CreateText,
        "CFStringGetCString" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint, uint, byte>)&GetText,
        "CFRelease" => (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Release,
        _ => 0,
    };

    private static nint Kept(string text) => Marshal.StringToCoTaskMemUTF8(text);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint CopyChannels(nint group, nint subgroup, ulong a, ulong b, ulong c) =>
        HasGroup && Marshal.PtrToStringUTF8(group) == "Energy Model" ? Channels : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Subscribe(nint a, nint channels, nint* subscribed, ulong b, nint c)
    {
        *subscribed = channels;
        return Subscription;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Take(nint subscription, nint channels, nint a) =>
        subscription == Subscription && channels == Channels ? Sample : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Name(nint channel) => Kept(Energies[(int)(channel - FirstChannel)].Name);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Unit(nint channel) => Kept(Energies[(int)(channel - FirstChannel)].Unit);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Value(nint channel, int a) => Energies[(int)(channel - FirstChannel)].Value;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Copy(nint allocator, nint capacity, nint dictionary) => dictionary;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Entry(nint dictionary, nint key) =>
        dictionary == Sample && Marshal.PtrToStringUTF8(key) == "IOReportChannels" ? Entries : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Count(nint array) => array == Entries ? Energies.Count : 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint At(nint array, nint index) => FirstChannel + index;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint CreateText(nint allocator, byte* text, uint encoding) => Kept(Marshal.PtrToStringUTF8((nint)text)!);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte GetText(nint text, byte* place, nint length, uint encoding)
    {
        int at = -1;
        do
            place[++at] = ((byte*)text)[at];
        while (place[at] != 0 && at < length - 1);
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint one)
    {
        // Texts are few, and stay.
    }
}
