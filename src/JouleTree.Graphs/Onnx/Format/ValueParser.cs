namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Names, types and shapes of values in onnx.proto.</summary>
internal sealed class ValueParser(ProtobufReader reader)
{
    /// <summary>Types inside types deeper than this are refused; real ones have two or three levels.</summary>
    private const int DepthLimit = 16;

    /// <summary>A ValueInfoProto. What is no tensor (a sequence, a map) is of unknown type.</summary>
    public OnnxValue Value(long end)
    {
        string name = "";
        OnnxValue known = new("", DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (2, 2): known = Type(Within(end), 0); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return known with { Name = name };
    }

    private OnnxValue Type(long end, int depth)
    {
        if (depth > DepthLimit)
            throw reader.Broken($"types are nested more than {DepthLimit} deep");
        OnnxValue known = new("", DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            known = (field, kind) switch
            {
                (1, 2) => Tensor(Within(end)),
                (4, 2) => Holder(OnnxHolderKind.Sequence, 4, reader.Bytes(end), depth),
                (9, 2) => Holder(OnnxHolderKind.Optional, 9, reader.Bytes(end), depth),
                (5 or 7 or 8, 2) => Holder(OnnxHolderKind.Other, field, reader.Bytes(end), depth),
                _ => Passed(known, kind, end),
            };
        }

        return known;
    }

    private OnnxValue Passed(OnnxValue known, int kind, long end)
    {
        reader.SkipField(kind, end);
        return known;
    }

    private static OnnxValue Holder(OnnxHolderKind kind, int field, byte[] content, int depth)
    {
        ProtobufWriter encoded = new();
        encoded.Bytes(field, content);
        OnnxValue? element = null;
        if (kind != OnnxHolderKind.Other)
        {
            ProtobufReader inner = new(new MemoryStream(content));
            ValueParser parser = new(inner);
            while (inner.Next(content.Length, out int number, out int wire))
            {
                if ((number, wire) == (1, 2))
                    element = parser.Type(parser.Within(content.Length), depth + 1);
                else
                    inner.SkipField(wire, content.Length);
            }
        }

        return new OnnxValue("", DataType.Unknown, null) { Holder = new OnnxHolder(kind, element, encoded.Written.ToArray()) };
    }

    private OnnxValue Tensor(long end)
    {
        DataType type = DataType.Unknown;
        IReadOnlyList<OnnxDimension>? dimensions = null;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 0): type = TensorParser.TypeOf(reader.Integer()); break;
                case (2, 2): dimensions = Shape(Within(end)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxValue("", type, dimensions);
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
