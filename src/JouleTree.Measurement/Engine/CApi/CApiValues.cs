using JouleTree.Graphs;

namespace JouleTree.Measurement.Engine.CApi;

/// <summary>Tensors in and out of the engine.</summary>
internal static unsafe class CApiValues
{
    /// <summary>A value of the engine that reads a tensor where it lies.</summary>
    public static CApiHandle Wrap(CApiTable api, nint memoryInfo, TensorData tensor, string name)
    {
        long[] shape = [.. tensor.Shape];
        nint value = 0;
        fixed (long* sizes = shape)
        {
            nint status = ((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*,
                nint>)api[CApiFunction.CreateTensorWithDataAsOrtValue])(
                memoryInfo, tensor.Pointer, (nuint)tensor.ByteCount, sizes, (nuint)shape.Length, (int)tensor.Type, &value);
            api.Check(status, null, $"tensor '{name}' cannot be handed to the engine");
        }

        return api.Own(value, CApiFunction.ReleaseValue);
    }

    /// <summary>A copy of a value of the engine; null for what is no tensor of fixed-size elements.</summary>
    public static TensorData? Copy(CApiTable api, nint value)
    {
        int isTensor = 0;
        api.Check(((delegate* unmanaged<nint, int*, nint>)api[CApiFunction.IsTensor])(value, &isTensor), null, "an output cannot be read");
        if (isTensor == 0)
            return null;
        nint info = 0;
        api.Check(
            ((delegate* unmanaged<nint, nint*, nint>)api[CApiFunction.GetTensorTypeAndShape])(value, &info), null,
                "an output cannot be read");
        using CApiHandle owned = api.Own(info, CApiFunction.ReleaseTensorTypeAndShapeInfo);
        (DataType type, long[] shape) = TypeAndShape(api, info);
        if (type == DataType.Unknown || !Enum.IsDefined(type))
            return null;
        void* data = null;
        api.Check(
            ((delegate* unmanaged<nint, void**, nint>)api[CApiFunction.GetTensorMutableData])(value, &data), null,
                "an output cannot be read");
        TensorData copy = TensorData.Create(type, shape);
        Buffer.MemoryCopy(data, copy.Pointer, copy.ByteCount, copy.ByteCount);
        return copy;
    }

    /// <summary>Element type and sizes (negative where free) of a type information.</summary>
    public static (DataType Type, long[] Shape) TypeAndShape(CApiTable api, nint info)
    {
        int type = 0;
        nuint count = 0;
        api.Check(((delegate* unmanaged<nint, int*, nint>)api[CApiFunction.GetTensorElementType])(info, &type), null,
            "a type cannot be read");
        api.Check(((delegate* unmanaged<nint, nuint*, nint>)api[CApiFunction.GetDimensionsCount])(info, &count), null,
            "a shape cannot be read");
        long[] shape = new long[count];
        fixed (long* sizes = shape)
        {
            api.Check(
                ((delegate* unmanaged<nint, long*, nuint, nint>)api[CApiFunction.GetDimensions])(info, sizes, count), null,
                    "a shape cannot be read");
        }

        return ((DataType)type, shape);
    }
}
