using System.Runtime.InteropServices;
using TorchSharp;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>
/// Functions of libtorch that TorchSharp does not name: those by which its own profiler sees each operator. They are exported with
/// the names that C++ compilers for Linux give them, and their arguments are passed as on x86-64; elsewhere there are none.
/// </summary>
internal sealed unsafe class TorchEntries
{
    private const string Library = "libtorch_cpu.so";
    private const string Bridge = "LibTorchSharp";

    private TorchEntries(nint torch, nint bridge)
    {
        Name = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(torch, "_ZNK2at14RecordFunction4nameEv");
        Add = (delegate* unmanaged<RecordCallback, ulong>)NativeLibrary.GetExport(
            torch, "_ZN2at22addThreadLocalCallbackENS_22RecordFunctionCallbackE");
        Remove = (delegate* unmanaged<ulong, void>)NativeLibrary.GetExport(torch, "_ZN2at14removeCallbackEm");
        Dimensions = (delegate* unmanaged<nint, long>)NativeLibrary.GetExport(bridge, "THSTensor_ndimension");
        Size = (delegate* unmanaged<nint, long, long>)NativeLibrary.GetExport(bridge, "THSTensor_size");
        Stride = (delegate* unmanaged<nint, long, long>)NativeLibrary.GetExport(bridge, "THSTensor_stride");
        ElementType = (delegate* unmanaged<nint, sbyte>)NativeLibrary.GetExport(bridge, "THSTensor_type");
        Data = (delegate* unmanaged<nint, nint>)NativeLibrary.GetExport(bridge, "THSTensor_data");
    }

    /// <summary>Name of a recorded function: text behind a pointer.</summary>
    public delegate* unmanaged<nint, nint> Name { get; }

    /// <summary>Has functions of this thread told to a callback; gives the number to take it away by.</summary>
    public delegate* unmanaged<RecordCallback, ulong> Add { get; }

    /// <summary>Takes a callback away.</summary>
    public delegate* unmanaged<ulong, void> Remove { get; }

    /// <summary>Dimensions of a tensor. Those that read tensors take a place where the pointer to its numbers stands.</summary>
    public delegate* unmanaged<nint, long> Dimensions { get; }

    /// <summary>Size of one dimension.</summary>
    public delegate* unmanaged<nint, long, long> Size { get; }

    /// <summary>Elements from one to the next of one dimension.</summary>
    public delegate* unmanaged<nint, long, long> Stride { get; }

    /// <summary>Type of the elements.</summary>
    public delegate* unmanaged<nint, sbyte> ElementType { get; }

    /// <summary>Where the elements are.</summary>
    public delegate* unmanaged<nint, nint> Data { get; }

    /// <summary>The functions, or null with the reason.</summary>
    /// <param name="reason">Why there are none.</param>
    public static TorchEntries? Find(out string reason)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            reason = $"libtorch tells its operators on Linux on x64 alone, this is {RuntimeInformation.RuntimeIdentifier}";
            return null;
        }

        // TorchSharp has loaded both by now; by their names the system finds them again, wherever they were.
        if (!NativeLibrary.TryLoad(Library, out nint torch)
            || !NativeLibrary.TryLoad(Bridge, typeof(torch).Assembly, null, out nint bridge))
        {
            reason = $"{Library} is not loaded under that name";
            return null;
        }

        try
        {
            reason = "";
            return new TorchEntries(torch, bridge);
        }
        catch (EntryPointNotFoundException error)
        {
            reason = $"this libtorch tells its operators in another way: {error.Message}";
            return null;
        }
    }
}

/// <summary>What libtorch is given to call at the begin and at the end of each function (<c>at::RecordFunctionCallback</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RecordCallback
{
    private const int Flags = 24;

    public nint Start;

    public nint End;

    public double Probability;

    /// <summary>Which scopes are told of, and that inputs, outputs and numbers are wanted: yes to everything.</summary>
    public fixed byte Wanted[Flags];

    /// <summary>A callback that is told everything.</summary>
    public static RecordCallback Of(nint start, nint end)
    {
        RecordCallback callback = new() { Start = start, End = end, Probability = 1 };
        for (int index = 0; index < Flags; index++)
            callback.Wanted[index] = 1;
        return callback;
    }
}
