namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Names, types and shapes of values in onnx.proto.</summary>
internal sealed class ValueParser(ProtobufReader reader)
{
    /// <summary>A ValueInfoProto. What is no tensor (a sequence, a map) is of unknown type.</summary>
    public OnnxValue Value(long end)
    {
        string name = "";
        (DataType Type, IReadOnlyList<OnnxDimension>? Dimensions) known = (DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (2, 2): known = Type(Within(end)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxValue(name, known.Type, known.Dimensions);
    }

    private (DataType, IReadOnlyList<OnnxDimension>?) Type(long end)
    {
        (DataType Type, IReadOnlyList<OnnxDimension>? Dimensions) known = (DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            if ((field, kind) != (1, 2))
            {
                reader.SkipField(kind, end);
                continue;
            }

            long tensorEnd = Within(end);
            while (reader.Next(tensorEnd, out field, out kind))
            {
                switch (field, kind)
                {
                    case (1, 0): known.Type = TensorParser.TypeOf(reader.Integer()); break;
                    case (2, 2): known.Dimensions = Shape(Within(tensorEnd)); break;
                    default: reader.SkipField(kind, tensorEnd); break;
                }
            }
        }

        return known;
    }

    private List<OnnxDimension> Shape(long end)
    {
        List<OnnxDimension> dimensions = [];
        while (reader.Next(end, out int field, out int kind))
        {
            if ((field, kind) != (1, 2))
            {
                reader.SkipField(kind, end);
                continue;
            }

            long dimensionEnd = Within(end);
            OnnxDimension dimension = default;
            while (reader.Next(dimensionEnd, out field, out kind))
            {
                switch (field, kind)
                {
                    case (1, 0):
                        // Some exporters write -1 or 0 for a size that is chosen at run time.
                        dimension = reader.Integer() is var size and > 0 ? new OnnxDimension(size) : default;
                        break;
                    case (2, 2):
                        string parameter = reader.Text(dimensionEnd);
                        dimension = new OnnxDimension(null, parameter.Length > 0 ? parameter : null);
                        break;
                    default: reader.SkipField(kind, dimensionEnd); break;
                }
            }

            dimensions.Add(dimension);
        }

        return dimensions;
    }

    private long Within(long end) => reader.Length(end) + reader.Position;
}
