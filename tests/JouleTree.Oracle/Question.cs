namespace JouleTree.Oracle;

/// <summary>A model and what it is given.</summary>
/// <param name="Model">The serialised model, whose weights are inside.</param>
/// <param name="Inputs">What a run is given.</param>
public sealed record Question(byte[] Model, IReadOnlyList<GivenTensor> Inputs)
{
    /// <summary>The next question, or null at the end.</summary>
    public static Question? Read(BinaryReader reader)
    {
        int length;
        try
        {
            length = reader.ReadInt32();
        }
        catch (EndOfStreamException)
        {
            return null;
        }

        byte[] model = reader.ReadBytes(length);
        GivenTensor[] inputs = new GivenTensor[reader.ReadInt32()];
        for (int index = 0; index < inputs.Length; index++)
        {
            string name = reader.ReadString();
            int type = reader.ReadInt32();
            long[] shape = new long[reader.ReadInt32()];
            for (int axis = 0; axis < shape.Length; axis++)
                shape[axis] = reader.ReadInt64();
            inputs[index] = new GivenTensor(name, type, shape, reader.ReadBytes(reader.ReadInt32()));
        }

        return new Question(model, inputs);
    }

    /// <summary>Writes it for the oracle.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Model.Length);
        writer.Write(Model);
        writer.Write(Inputs.Count);
        foreach (GivenTensor input in Inputs)
        {
            writer.Write(input.Name);
            writer.Write(input.Type);
            writer.Write(input.Shape.Count);
            foreach (long size in input.Shape)
                writer.Write(size);
            writer.Write(input.Bytes.Length);
            writer.Write(input.Bytes);
        }
    }
}

/// <summary>A tensor that a run is given.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Type">ONNX's number of its type.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Bytes">Its values; ignored for texts, which are empty.</param>
public sealed record GivenTensor(string Name, int Type, IReadOnlyList<long> Shape, byte[] Bytes);
