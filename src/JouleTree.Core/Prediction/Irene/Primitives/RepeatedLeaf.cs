using System.Runtime.CompilerServices;
using JouleTree.Core.Features;

namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>Leaves of a tree that agree in type, features and energy.</summary>
/// <param name="Type">Number of the primitive type.</param>
/// <param name="Row">Row of the features.</param>
/// <param name="Joules">True energy.</param>
/// <param name="Repeats">Number of leaves.</param>
internal readonly record struct RepeatedLeaf(int Type, int Row, double Joules, int Repeats)
{
    /// <summary>The samples of a tree in the order of their first leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static IReadOnlyCollection<RepeatedLeaf> Of(FeatureTree tree)
    {
        Dictionary<(int, int, double), int> places = [];
        List<RepeatedLeaf> samples = [];
        for (int node = 0; node < tree.NodeCount; node++)
        {
            int type = tree.PrimitiveOf[node];
            if (type < 0)
                continue;
            (int, int, double) key = (type, tree.RowOf[node], tree.EnergyOf[node]);
            if (places.TryGetValue(key, out int place))
            {
                samples[place] = samples[place] with { Repeats = samples[place].Repeats + 1 };
                continue;
            }

            places.Add(key, samples.Count);
            samples.Add(new RepeatedLeaf(type, tree.RowOf[node], tree.EnergyOf[node], 1));
        }

        return samples;
    }
}
