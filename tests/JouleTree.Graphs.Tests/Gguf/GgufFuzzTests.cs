using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Graphs.Gguf;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Gguf;

/// <summary>Damaged files end in a graph or in a clear error, within time and memory: damaged by bytes, and by structure.</summary>
public sealed class GgufFuzzTests
{
    private const int Structures = 2_000;

    [Fact]
    public void Read_DamagedBytes_EndInAHeaderOrAClearError() =>
        Fuzz.Run([Llama(new GgufWriter()).Whole(), GgufReaderTests.Small().Whole()], file => GgufReaderTests.Read(file));

    [Fact]
    public void Open_DamagedStructure_EndsInAGraphOrAClearError()
    {
        int refused = 0;
        for (int seed = 0; seed < Structures; seed++)
        {
            byte[] file = Damaged(new Random(seed)).Whole();
            try
            {
                ZooModel model = GgufModel.Open(InputFile.OfStream(() => new MemoryStream(file), "model.gguf"));
                // A graph of a million layers is refused, too, but not at once.
                if (model.Sizes.All(size => size.Value <= 1 << 12))
                    model.Build(new Workload { SequenceLength = 2 });
            }
            catch (InputException error)
            {
                refused++;
                error.Message.ShouldNotBeNullOrWhiteSpace();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"case {seed}: {error}", error);
            }
        }

        refused.ShouldBeInRange(Structures / 10, Structures * 99 / 100);
    }

    /// <summary>A model with pairs left out, replaced and repeated, and with tensors of other names, shapes and types.</summary>
    private static GgufWriter Damaged(Random random)
    {
        GgufWriter whole = Llama(new GgufWriter());
        GgufWriter file = new();
        foreach ((byte[] pair, int index) in whole.Pairs.Select((pair, index) => (pair, index)))
        {
            int key = 8 + (int)BitConverter.ToUInt64(pair);
            switch (random.Next(40))
            {
                case 0:
                    break;
                case 1:
                    file.Raw([.. pair[..key], .. BitConverter.GetBytes(GgufWriter.U32), .. BitConverter.GetBytes(Number(random))]);
                    break;
                case 2:
                    file.Raw([.. pair[..key], .. BitConverter.GetBytes(GgufWriter.Real32), .. BitConverter.GetBytes(random.Next())]);
                    break;
                case 3:
                    byte[] other = whole.Pairs[random.Next(whole.Pairs.Count)];
                    file.Raw([.. pair[..key], .. other[(8 + (int)BitConverter.ToUInt64(other))..]]);
                    break;
                default:
                    file.Raw(pair);
                    break;
            }
        }

        foreach ((string name, uint type, long[] sizes) in whole.Tensors)
        {
            switch (random.Next(120))
            {
                case 0:
                    break;
                case 1:
                    file.Tensor(name + ".scale", GgufWriter.F32, 1).Tensor(name, type, sizes);
                    break;
                case 2:
                    file.Tensor(name, type, [.. sizes, 1]);
                    break;
                case 3:
                    file.Tensor(name, type, [.. sizes.Reverse()]);
                    break;
                case 4:
                    file.Tensor(name, (uint)random.Next(44), sizes);
                    break;
                default:
                    file.Tensor(name, type, sizes);
                    break;
            }
        }

        return file;
    }

    private static uint Number(Random random) => random.Next(4) switch
    {
        0 => (uint)random.Next(4),
        1 => uint.MaxValue,
        2 => (uint)random.Next(1 << 20),
        _ => (uint)random.Next(200),
    };

    private static GgufWriter Llama(GgufWriter file) =>
        new GgufModels("llama", new GgufSizes(2, 64, 4, 2, 96, 100)).In(file).Llama("Tiny");
}
