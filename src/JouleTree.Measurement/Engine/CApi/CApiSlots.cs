using JouleTree.Graphs;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Names, types and shapes of a session's inputs and outputs.</summary>
internal static unsafe class CApiSlots
{
    public static IReadOnlyList<TensorSlot> Inputs(CApiTable api, nint session) => Read(
        api, session, CApiFunction.SessionGetInputCount, CApiFunction.SessionGetInputName, CApiFunction.SessionGetInputTypeInfo);

    public static IReadOnlyList<TensorSlot> Outputs(CApiTable api, nint session) => Read(
        api, session, CApiFunction.SessionGetOutputCount, CApiFunction.SessionGetOutputName, CApiFunction.SessionGetOutputTypeInfo);

    /// <summary>Text that the engine allocated, freed after reading.</summary>
    public static string TakeText(CApiTable api, nint allocator, byte* text)
    {
        string name = CApiTable.Text(text);
        ((delegate* unmanaged<nint, void*, nint>)api[CApiFunction.AllocatorFree])(allocator, text);
        return name;
    }

    /// <summary>The engine's default allocator, which it owns.</summary>
    public static nint Allocator(CApiTable api)
    {
        nint allocator = 0;
        api.Check(
            ((delegate* unmanaged<nint*, nint>)api[CApiFunction.GetAllocatorWithDefaultOptions])(&allocator), null,
                "the engine has no allocator");
        return allocator;
    }

    private static TensorSlot[] Read(CApiTable api, nint session, CApiFunction countOf, CApiFunction nameOf, CApiFunction typeOf)
    {
        nint allocator = Allocator(api);
        nuint count = 0;
        api.Check(((delegate* unmanaged<nint, nuint*, nint>)api[countOf])(session, &count), null, "the session cannot be read");
        TensorSlot[] slots = new TensorSlot[count];
        for (nuint index = 0; index < count; index++)
        {
            byte* name = null;
            nint typeInfo = 0;
            api.Check(
                ((delegate* unmanaged<nint, nuint, nint, byte**, nint>)api[nameOf])(session, index, allocator, &name), null,
                    "a name cannot be read");
            string text = TakeText(api, allocator, name);
            api.Check(((delegate* unmanaged<nint, nuint, nint*, nint>)api[typeOf])(session, index, &typeInfo), text,
                "its type cannot be read");
            using CApiHandle owned = api.Own(typeInfo, CApiFunction.ReleaseTypeInfo);
            slots[index] = Slot(api, text, typeInfo);
        }

        return slots;
    }

    private static TensorSlot Slot(CApiTable api, string name, nint typeInfo)
    {
        nint tensorInfo = 0; // Belongs to the type information.
        api.Check(
            ((delegate* unmanaged<nint, nint*, nint>)api[CApiFunction.CastTypeInfoToTensorInfo])(typeInfo, &tensorInfo), name,
                "its type cannot be read");
        if (tensorInfo == 0)
            return new TensorSlot(name, DataType.Unknown, null, []);
        (DataType type, long[] sizes) = CApiValues.TypeAndShape(api, tensorInfo);
        byte*[] symbols = new byte*[sizes.Length];
        fixed (byte** names = symbols)
        {
            api.Check(
                ((delegate* unmanaged<nint, byte**, nuint, nint>)api[CApiFunction.GetSymbolicDimensions])(tensorInfo, names,
                    (nuint)sizes.Length),
                name, "its shape cannot be read");
        }

        string[] symbolic = new string[sizes.Length];
        for (int index = 0; index < sizes.Length; index++)
            symbolic[index] = CApiTable.Text(symbols[index]);
        return new TensorSlot(name, type, [.. sizes.Select(size => size < 0 ? (long?)null : size)], symbolic);
    }
}
