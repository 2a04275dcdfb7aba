using TorchSharp;

namespace JouleTree.TorchSharp.Dispatch;

/// <summary>
/// Where inputs and outputs stand in what libtorch records of a function. It is found by looking: functions of two tensors that are
/// known are recorded, and searched for the pointers to them. So another version of libtorch is read rightly, or not at all.
/// </summary>
/// <param name="Inputs">
/// Bytes to the pointer to the inputs. Their number follows; the number by which autograd's nodes know the function precedes.
/// </param>
/// <param name="Outputs">Bytes to the pointers to the first output and behind the last.</param>
/// <param name="Items">Bytes, in a list of values or a text, to the pointer to the first.</param>
/// <param name="Tags">What kinds of values are marked with.</param>
internal sealed record RecordLayout(int Inputs, int Outputs, int Items, ValueTags Tags)
{
    /// <summary>Bytes of a value (<c>c10::IValue</c>): eight of payload, and its tag.</summary>
    public const int ValueSize = 16;

    // A recorded function is larger in all versions known, and a list is no smaller.
    private const int RecordSearched = 448;
    private const int ListSearched = 48;

    // Tensor, tensor and a factor.
    private const int InputsOfAdd = 3;

    /// <summary>The layout, or null where it cannot be found.</summary>
    /// <param name="entries">Functions of libtorch.</param>
    public static unsafe RecordLayout? Find(TorchEntries entries)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using AddressReader memory = new();
        torch.Tensor left = torch.zeros(2, 3);
        torch.Tensor right = torch.zeros(2, 3);
        (nint first, nint second) = (*(nint*)left.Handle, *(nint*)right.Handle);
        (int? inputs, int? outputs, int? items) = (null, null, null);
        ValueTags tags = new();
        using (Recording recording = Recording.Begin(entries, OnStart, OnEnd))
        {
            left.add_(right);
            torch.cat([left, right]);
            torch.nn.functional.layer_norm(left, [3]);
            torch.nn.functional.gelu(left);
            recording.ThrowFailure();
        }

        return inputs is { } ofInputs && outputs is { } ofOutputs && items is { } ofItems && tags.AreKnown
            ? new RecordLayout(ofInputs, ofOutputs, ofItems, tags)
            : null;

        void OnStart(nint record, string name)
        {
            if (name == "aten::add_")
                inputs ??= memory.FindCounted(record, RecordSearched, InputsOfAdd, [first, second]);
            if (inputs is not { } known)
                return;
            nint values = *(nint*)(record + known);
            switch (name)
            {
                // (tensors, dimension)
                case "aten::cat":
                    items ??= memory.FindBetween(*(nint*)values, ListSearched, [first, second]);
                    tags = tags with { List = TagAt(values, 0), Integer = TagAt(values, 1) };
                    break;
                // (input, shape, weight, bias, epsilon, whether cuDNN may do it)
                case "aten::layer_norm":
                    tags = tags with { Number = TagAt(values, 4), Flag = TagAt(values, 5) };
                    break;
                // (input, form)
                case "aten::gelu":
                    tags = tags with { Tensor = TagAt(values, 0), Text = TagAt(values, 1) };
                    break;
                default:
                    break;
            }
        }

        void OnEnd(nint record, string name)
        {
            if (name == "aten::add_")
                outputs ??= memory.FindBetween(record, RecordSearched, [first]);
        }
    }

    private static unsafe int TagAt(nint values, int position) => *(int*)(values + (position * ValueSize) + sizeof(long));
}

/// <summary>Numbers that mark what a value is; they differ between versions of libtorch.</summary>
/// <param name="Tensor">A tensor.</param>
/// <param name="Number">A number.</param>
/// <param name="Integer">A whole number.</param>
/// <param name="Flag">A truth value.</param>
/// <param name="Text">A text.</param>
/// <param name="List">Several values.</param>
internal sealed record ValueTags(
    int Tensor = -1, int Number = -1, int Integer = -1, int Flag = -1, int Text = -1, int List = -1)
{
    /// <summary>True where all were found, and no two are the same.</summary>
    public bool AreKnown => new HashSet<int> { Tensor, Number, Integer, Flag, Text, List }.Count == 6
        && Math.Min(Math.Min(Tensor, Number), Math.Min(Math.Min(Integer, Flag), Math.Min(Text, List))) >= 0;
}
