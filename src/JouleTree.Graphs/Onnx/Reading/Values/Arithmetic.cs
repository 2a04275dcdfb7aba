namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>Element-wise arithmetic on small known values, as ONNX defines it.</summary>
internal static class Arithmetic
{
    /// <summary>A function of one operand, or null for another operator.</summary>
    public static SmallValue? Unary(string opType, SmallValue x)
    {
        Func<double, double>? function = opType switch
        {
            "Neg" => value => -value,
            "Abs" => Math.Abs,
            "Floor" => Math.Floor,
            "Ceil" => Math.Ceiling,
            "Round" => value => Math.Round(value, MidpointRounding.ToEven),
            "Sqrt" => Math.Sqrt,
            "Exp" => Math.Exp,
            "Log" => Math.Log,
            "Reciprocal" => value => 1 / value,
            "Sign" => value => Math.Sign(double.IsNaN(value) ? 0 : value),
            "Not" => value => value == 0 ? 1 : 0,
            _ => null,
        };
        return function is null ? null : x with { Numbers = Array.ConvertAll(x.Numbers, value => function(value)) };
    }

    /// <summary>A function of two operands of any fitting shapes, or null for another operator or where they do not fit.</summary>
    public static SmallValue? Binary(string opType, SmallValue left, SmallValue right)
    {
        bool whole = left.IsInteger && right.IsInteger;
        Func<double, double, double>? function = opType switch
        {
            "Add" => (a, b) => a + b,
            "Sub" => (a, b) => a - b,
            "Mul" => (a, b) => a * b,
            "Div" when whole => (a, b) => b == 0 ? double.NaN : Math.Truncate(a / b),
            "Div" => (a, b) => a / b,
            "Mod" => (a, b) => b == 0 ? double.NaN : a - (b * Math.Floor(a / b)),
            "Pow" => Math.Pow,
            "Min" => Math.Min,
            "Max" => Math.Max,
            "Equal" => (a, b) => a == b ? 1 : 0,
            "Less" => (a, b) => a < b ? 1 : 0,
            "LessOrEqual" => (a, b) => a <= b ? 1 : 0,
            "Greater" => (a, b) => a > b ? 1 : 0,
            "GreaterOrEqual" => (a, b) => a >= b ? 1 : 0,
            "And" => (a, b) => a != 0 && b != 0 ? 1 : 0,
            "Or" => (a, b) => a != 0 || b != 0 ? 1 : 0,
            "Xor" => (a, b) => (a != 0) != (b != 0) ? 1 : 0,
            _ => null,
        };
        if (function is null || left.Shape.Broadcast(right.Shape) is not { Elements: <= SmallValue.Limit } shape)
            return null;
        double[] result = new double[shape.Elements];
        for (int index = 0; index < result.Length; index++)
        {
            result[index] = function(left.Numbers[Source(index, shape, left.Shape)], right.Numbers[Source(index, shape, right.Shape)]);
            // A division of integers by zero has no value.
            if (whole && double.IsNaN(result[index]))
                return null;
        }

        bool logical = opType is "Equal" or "Less" or "LessOrEqual" or "Greater" or "GreaterOrEqual" or "And" or "Or" or "Xor";
        return new SmallValue(logical ? DataType.Bool : left.Type, shape, result);
    }

    /// <summary>Elements of one of two values, by a condition.</summary>
    public static SmallValue? Where(SmallValue condition, SmallValue yes, SmallValue no)
    {
        if (condition.Shape.Broadcast(yes.Shape)?.Broadcast(no.Shape) is not { Elements: <= SmallValue.Limit } shape)
            return null;
        double[] result = new double[shape.Elements];
        for (int index = 0; index < result.Length; index++)
        {
            SmallValue chosen = condition.Numbers[Source(index, shape, condition.Shape)] != 0 ? yes : no;
            result[index] = chosen.Numbers[Source(index, shape, chosen.Shape)];
        }

        return new SmallValue(yes.Type, shape, result);
    }

    /// <summary>The same value repeated to a larger shape, or null where it does not fit.</summary>
    public static SmallValue? Expand(SmallValue x, TensorShape wanted)
    {
        if (x.Shape.Broadcast(wanted) is not { Elements: <= SmallValue.Limit } shape)
            return null;
        double[] result = new double[shape.Elements];
        for (int index = 0; index < result.Length; index++)
            result[index] = x.Numbers[Source(index, shape, x.Shape)];
        return new SmallValue(x.Type, shape, result);
    }

    /// <summary>Where an element of a broadcast result comes from.</summary>
    private static int Source(int index, TensorShape result, TensorShape operand)
    {
        long source = 0;
        long stride = 1;
        long left = index;
        for (int fromEnd = 1; fromEnd <= result.Rank; fromEnd++)
        {
            long size = result[^fromEnd];
            long position = left % size;
            left /= size;
            if (fromEnd > operand.Rank)
                continue;
            long mine = operand[^fromEnd];
            source += mine == 1 ? 0 : position * stride;
            stride *= mine;
        }

        return (int)source;
    }
}
