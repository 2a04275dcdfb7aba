using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace JouleTree.Oracle;

/// <summary>What the engine says of a model: that it does not load, does not run, or which shapes its values have.</summary>
/// <param name="Stage">How far it came.</param>
/// <param name="Message">Why it came no further; empty where it ran.</param>
/// <param name="Values">Types and shapes of its outputs that are tensors, in order.</param>
public sealed record EngineWord(EngineStage Stage, string Message, IReadOnlyList<MadeTensor> Values)
{
    /// <summary>Asks the engine.</summary>
    public static EngineWord Of(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
        };
        EngineStage stage = EngineStage.Load;
        try
        {
            using InferenceSession session = new(question.Model, options);
            stage = EngineStage.Run;
            return new EngineWord(EngineStage.Done, "", Run(session, question.Inputs));
        }
        catch (Exception error) when (error is OnnxRuntimeException or ArgumentException or NotSupportedException or OverflowException
            or InvalidOperationException)
        {
            return new EngineWord(stage, error.Message, []);
        }
    }

    /// <summary>An answer of the oracle.</summary>
    public static EngineWord Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        EngineStage stage = (EngineStage)reader.ReadInt32();
        string message = reader.ReadString();
        MadeTensor[] values = new MadeTensor[reader.ReadInt32()];
        for (int index = 0; index < values.Length; index++)
        {
            string name = reader.ReadString();
            int type = reader.ReadInt32();
            long[] shape = new long[reader.ReadInt32()];
            for (int axis = 0; axis < shape.Length; axis++)
                shape[axis] = reader.ReadInt64();
            values[index] = new MadeTensor(name, type, shape);
        }

        return new EngineWord(stage, message, values);
    }

    /// <summary>Writes it for who asked.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((int)Stage);
        writer.Write(Message);
        writer.Write(Values.Count);
        foreach (MadeTensor value in Values)
        {
            writer.Write(value.Name);
            writer.Write(value.Type);
            writer.Write(value.Shape.Count);
            foreach (long size in value.Shape)
                writer.Write(size);
        }
    }

    private static List<MadeTensor> Run(InferenceSession session, IReadOnlyList<GivenTensor> inputs)
    {
        List<OrtValue> given = [];
        try
        {
            foreach (GivenTensor input in inputs)
                given.Add(ValueOf(input));
            string[] names = [.. session.OutputNames];
            using RunOptions options = new();
            using IDisposableReadOnlyCollection<OrtValue> made =
                session.Run(options, [.. inputs.Select(input => input.Name)], given, names);
            List<MadeTensor> values = [];
            for (int index = 0; index < names.Length; index++)
            {
                if (!made[index].IsTensor)
                    continue;
                OrtTensorTypeAndShapeInfo info = made[index].GetTensorTypeAndShape();
                values.Add(new MadeTensor(names[index], (int)info.ElementDataType, info.Shape));
            }

            return values;
        }
        finally
        {
            foreach (OrtValue value in given)
                value.Dispose();
        }
    }

    private static OrtValue ValueOf(GivenTensor input)
    {
        TensorElementType type = (TensorElementType)input.Type;
        long[] shape = [.. input.Shape];
        if (type == TensorElementType.String)
            return OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        Span<byte> room = value.GetTensorMutableRawData();
        input.Bytes.AsSpan(0, Math.Min(room.Length, input.Bytes.Length)).CopyTo(room);
        return value;
    }
}

/// <summary>How far the engine came.</summary>
public enum EngineStage
{
    /// <summary>It did not take the model.</summary>
    Load,

    /// <summary>It took the model and could not run it.</summary>
    Run,

    /// <summary>It ran.</summary>
    Done,
}

/// <summary>A tensor that a run made.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Type">ONNX's number of its type.</param>
/// <param name="Shape">Its shape.</param>
public sealed record MadeTensor(string Name, int Type, IReadOnlyList<long> Shape);
