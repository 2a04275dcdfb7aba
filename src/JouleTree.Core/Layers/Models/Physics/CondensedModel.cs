using System.Numerics.Tensors;
using JouleTree.Core.Errors;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// A physics model that holds nothing of the rows it was fitted on, for profiles that are handed on: its correction and its scatter are
/// looked up at layers that are drawn at random from the range of the rows, and kept there.
/// </summary>
internal static class CondensedModel
{
    // Layers to choose knots from, and to judge them by.
    private const int PoolSize = 6000;
    private const int MostKnots = 900;
    private const int SpreadKnots = 150;
    private const int Cells = 240;
    private const int MostDraws = 200;

    // Decimals of coordinates, which are standardised, and of logarithms of energies and their deviations.
    private const int PlacesOfPoints = 4;
    private const int PlacesOfLogs = 4;

    // Where the correction between knots is off by less than this anywhere in the pool, there are enough of them.
    private const double Tolerance = 0.002;

    // What is left of the kernel at a knot beside the others; below it the matrix of kernels is singular for all purposes.
    private const double LeastPower = 1e-5;

    /// <summary>The model without its rows.</summary>
    /// <param name="model">A fitted model.</param>
    /// <param name="seed">Seed of the layers that are drawn.</param>
    public static PhysicsModel Of(PhysicsModel model, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        Random random = new(seed);
        LayerConfiguration[] pool = [.. Enumerable.Range(0, PoolSize).Select(_ => Draw(model, random)).OfType<LayerConfiguration>()];
        double[][] points = [.. pool.Select(layer => Rounded(model.Space.Locate(layer, out _), PlacesOfPoints))];
        return model.With(Correction(model, points), model.Spread is { } spread ? Spread(model, spread, pool, points) : null);
    }

    private static ICorrection? Correction(PhysicsModel model, double[][] points) => model.Correction switch
    {
        KernelCorrection kernel => new KernelCorrection(kernel.Mean, Knots(kernel.Ridge, points)),
        ProductCorrection product => new ProductCorrection(
            Steps(product.Size, model.Space, 0), Steps(product.Item, model.Space, 1)),
        MedianCorrection median => Steps(median, model.Space, 0),
        var other => other,
    };

    /// <summary>
    /// The same function from fewer points: each next knot is where the function from those before is worst (f-greedy selection, Schaback
    /// and Wendland, Adaptive greedy techniques for approximate solution of large RBF systems, 2000).
    /// </summary>
    private static KernelRidge Knots(KernelRidge ridge, double[][] points)
    {
        int dimensions = ridge.Dimensions;
        double[] values = [.. points.Select(point => ridge.Predict(point))];
        double[] residuals = [.. values];
        double[] power = new double[points.Length];
        Array.Fill(power, 1);
        List<double[]> basis = [];
        List<int> knots = [];
        while (knots.Count < MostKnots)
        {
            int worst = -1;
            for (int index = 0; index < points.Length; index++)
            {
                if (power[index] > LeastPower && (worst < 0 || Math.Abs(residuals[index]) > Math.Abs(residuals[worst])))
                    worst = index;
            }

            if (worst < 0 || Math.Abs(residuals[worst]) < Tolerance)
                break;
            double root = Math.Sqrt(power[worst]);
            double[] next = Array.ConvertAll(points, point => Kernel(point, points[worst], ridge.LengthScale));
            foreach (double[] earlier in basis)
                TensorPrimitives.MultiplyAdd(earlier, -earlier[worst], next, next);
            TensorPrimitives.Divide(next, root, next);
            TensorPrimitives.MultiplyAdd(next, -residuals[worst] / root, residuals, residuals);
            for (int index = 0; index < points.Length; index++)
                power[index] -= next[index] * next[index];

            basis.Add(next);
            knots.Add(worst);
        }

        double[] kept = [.. knots.SelectMany(knot => points[knot])];
        // A ridge far below what is kept of each kernel steadies the weights and moves the values by nothing.
        return KernelRidge.Fit(kept, [.. knots.Select(knot => values[knot])], dimensions, ridge.LengthScale, LeastPower / 100);
    }

    private static double Kernel(double[] left, double[] right, double lengthScale)
    {
        double squares = 0;
        for (int index = 0; index < left.Length; index++)
            squares += (left[index] - right[index]) * (left[index] - right[index]);
        return Math.Exp(-0.5 * squares / (lengthScale * lengthScale));
    }

    /// <summary>A factor of one coordinate, constant in cells of equal width; neighbours of one factor are one step.</summary>
    private static StepCorrection Steps(ICorrection correction, CorrectionSpace space, int coordinate)
    {
        if (correction is StepCorrection already)
            return already;
        double[] low = Scaled(space, space.Low);
        double[] high = Scaled(space, space.High);
        double width = (high[coordinate] - low[coordinate]) / Cells;
        List<double> edges = [];
        List<double> factors = [];
        for (int cell = 0; cell < Cells; cell++)
        {
            double factor = Math.Round(correction.Factor([low[coordinate] + ((cell + 0.5) * width)]), PlacesOfLogs);
            if (factors.Count > 0 && factor == factors[^1])
                continue;
            if (factors.Count > 0)
                edges.Add(Math.Round(low[coordinate] + (cell * width), PlacesOfPoints));
            factors.Add(factor);
        }

        return new StepCorrection(edges, factors);
    }

    private static double[] Rounded(double[] values, int decimals) => Array.ConvertAll(values, value => Math.Round(value, decimals));

    private static double[] Scaled(CorrectionSpace space, IReadOnlyList<double> raw)
    {
        double[] point = [.. raw];
        space.Scaler.Transform(point, point);
        return point;
    }

    private static ResidualSpread Spread(PhysicsModel model, ResidualSpread spread, LayerConfiguration[] pool, double[][] points)
    {
        int count = Math.Min(SpreadKnots, pool.Length);
        double[] energies = Rounded([.. pool.Take(count).Select(layer => Math.Log(model.Predict(layer).Joules))], PlacesOfLogs);
        double[] deviations =
            Rounded([.. Enumerable.Range(0, count).Select(index => spread.Deviation(points[index], energies[index]))], PlacesOfLogs);
        return new ResidualSpread([.. points.Take(count).SelectMany(point => point)], energies, deviations, spread.Scale,
            spread.IntervalFactor);
    }

    /// <summary>A layer with sizes between the least and the greatest that were measured; null where none is found that can run.</summary>
    private static LayerConfiguration? Draw(PhysicsModel model, Random random)
    {
        (IReadOnlyList<long> low, IReadOnlyList<long> high) = (model.Range.Low, model.Range.High);
        IReadOnlyList<string> keys = model.Type.Keys();
        for (int draw = 0; draw < MostDraws; draw++)
        {
            long[] values = new long[keys.Count];
            bool isUsual = random.Next(2) == 0;
            for (int key = 0; key < values.Length; key++)
                values[key] = isUsual && Usual(keys[key], random) is { } usual
                    ? Math.Clamp(usual, low[key], high[key])
                    : Anywhere(keys[key], low[key], high[key], random);

            try
            {
                LayerConfiguration layer = LayerConfiguration.Create(model.Type, values);
                _ = model.Space.Locate(layer, out double distance);
                if (distance == 0 && model.Refuses(layer) is null)
                    return layer;
            }
            catch (InputException)
            {
                // Such a layer cannot run: a window larger than its image.
            }
        }

        return null;
    }

    // Padding may be none; all else is spread over the octaves.
    private static long Anywhere(string key, long low, long high, Random random) => key == LayerKeys.Padding
        ? random.NextInt64(low, high + 1)
        : (long)Math.Round(Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log((double)high / low))));

    /// <summary>
    /// A size as networks have it: images halved from 224, channels of three colours and of powers of two, odd windows, padding of half of
    /// one. That is where a profile is asked, and the function must be kept best. Null for sizes that have no such habits.
    /// </summary>
    private static long? Usual(string key, Random random) => key switch
    {
        LayerKeys.ImageSize => 224L >> random.Next(6),
        LayerKeys.KernelSize => 1 + (2 * random.Next(4)),
        LayerKeys.InChannels => random.Next(8) == 0 ? 3 : 16L << random.Next(6),
        LayerKeys.OutChannels => 16L << random.Next(6),
        LayerKeys.Stride => random.Next(3) == 0 ? 2 : 1,
        LayerKeys.Padding => random.Next(3),
        _ => null,
    };
}
