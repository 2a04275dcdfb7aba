using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Layers;

/// <summary>A single layer as a network of its own, to be run and measured.</summary>
internal static class LayerGraph
{
    private const double Epsilon = 1e-5;

    /// <summary>The network.</summary>
    /// <param name="layer">A layer.</param>
    /// <returns>A graph whose only computing operator is the layer; its inputs have the layer's sizes.</returns>
    /// <exception cref="InputException">The layer cannot exist.</exception>
    public static Graph Of(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.BatchSize > int.MaxValue)
            throw new InputException(new InputPlace(Field: LayerKeys.BatchSize), $"is {layer.BatchSize}, expected at most {int.MaxValue}");
        GraphBuilder net = new(layer.ToString(), layer.Type.ToString(), new Workload { BatchSize = (int)layer.BatchSize });
        return net.Build(Layer(net, layer));
    }

    private static Tensor Layer(GraphBuilder net, LayerConfiguration layer)
    {
        const string name = "layer";
        switch (layer.Type)
        {
            case LayerType.Conv2d:
                return net.Conv2d(
                    name, Image(net, layer), Value(layer, LayerKeys.OutChannels), Value(layer, LayerKeys.KernelSize),
                        Value(layer, LayerKeys.Stride), Value(layer, LayerKeys.Padding));
            case LayerType.MaxPool2d:
                return net.MaxPool2d(
                    name, Image(net, layer), Value(layer, LayerKeys.KernelSize), Value(layer, LayerKeys.Stride),
                        Value(layer, LayerKeys.Padding));
            case LayerType.Linear:
                return net.Linear(name, Items(net, layer), Value(layer, LayerKeys.OutputSize));
            case LayerType.Embedding:
                Tensor ids = net.Input(
                    "ids", DataType.Int64, new TensorShape(layer.BatchSize, Value(layer, LayerKeys.InputSize)),
                        new ValueRange(0, Value(layer, LayerKeys.VocabularySize) - 1));
                return net.Embedding(name, ids, Value(layer, LayerKeys.VocabularySize), Value(layer, LayerKeys.OutputSize));
            case LayerType.LayerNorm:
                return net.LayerNorm(name, Items(net, layer), Epsilon);
            case LayerType.Softmax:
                return net.Softmax(Items(net, layer));
            case LayerType.MatMul:
                long rows = Value(layer, LayerKeys.Rows);
                long inner = Value(layer, LayerKeys.InnerSize);
                return net.MatMul(
                    net.Input("left", net.Workload.FloatType, new TensorShape(layer.BatchSize, rows, inner)),
                    net.Input("right", net.Workload.FloatType, new TensorShape(layer.BatchSize, inner, Value(layer, LayerKeys.Columns))));
            case LayerType.AdaptiveAvgPool2d:
                // Known by its number of elements only: taken to keep its size, as in the networks that are published.
                long elements = Value(layer, LayerKeys.InputSize);
                Tensor flat = net.Input("x", net.Workload.FloatType, new TensorShape(layer.BatchSize, 1, 1, elements));
                return net.Leaf("AdaptiveAvgPool2d", name, [flat], new OperatorAttributes(("output_size", new[] { 1, elements })));
            default:
                return net.Activation(layer.Type.ToString(), name, Items(net, layer));
        }
    }

    private static Tensor Image(GraphBuilder net, LayerConfiguration layer)
    {
        long size = Value(layer, LayerKeys.ImageSize);
        return net.Input("x", net.Workload.FloatType, new TensorShape(layer.BatchSize, Value(layer, LayerKeys.InChannels), size, size));
    }

    private static Tensor Items(GraphBuilder net, LayerConfiguration layer) =>
        net.Input("x", net.Workload.FloatType, new TensorShape(layer.BatchSize, Value(layer, LayerKeys.InputSize)));

    private static long Value(LayerConfiguration layer, string key) => layer[key]!.Value;
}
