using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <content>What becomes of fields that nobody asked for.</content>
public sealed partial class ConfigFields
{
    /// <summary>The <c>model_type</c> of a file; null where none says it.</summary>
    internal string? ModelType => _fields.TryGetValue("model_type", out ConfigValue? type)
        ? type.Text() ?? throw type.Expected("the name of a family, such as llama")
        : null;

    /// <summary>What a file calls its model (<c>_name_or_path</c>); null where it says nothing.</summary>
    internal string? Name => _fields.TryGetValue("_name_or_path", out ConfigValue? name) ? name.Text() : null;

    /// <summary>The file that a field, or the lack of it, is to be blamed on; null for a field that was typed.</summary>
    /// <param name="field">Its name; null for no one field.</param>
    internal string? FileOf(string? field) =>
        field is not null && _fields.TryGetValue(field, out ConfigValue? value) && value.IsByHand ? null : File;

    /// <summary>Refuses a config.json of another family.</summary>
    /// <param name="family">The family.</param>
    internal void RefuseOtherFamily(ZooFamily family)
    {
        if (ModelType is { } given && !family.IsOf(given))
            throw _fields["model_type"].Fail($"is '{given}', expected '{family.ModelType}': name a model of that family instead");
    }

    /// <summary>
    /// Ends reading. Of the fields that nobody asked for, those are refused that were typed, and those that are switched on and whose
    /// names or values speak of structure; the rest is named in a remark, but for what is harmless in any family.
    /// </summary>
    /// <param name="family">Name of the family that asked.</param>
    /// <exception cref="InputException">A field would change what is counted, and the family does not know it.</exception>
    internal void RefuseUnread(string family)
    {
        List<string> ignored = [];
        foreach ((string name, ConfigValue field) in _fields)
        {
            // A head's number of labels may be said of the base model, too.
            if (_asked.Contains(name) || name == "num_labels")
                continue;
            if (field.IsByHand)
                throw Unknown(name, field, $"is not a field of {family}");
            if (ConfigNames.IsHarmless(name))
                continue;
            bool isStructural = ConfigNames.SpeaksOfStructure(name) || (field.Text() is { } text && ConfigNames.SpeaksOfStructure(text));
            if (isStructural && !field.IsOff)
                throw Unknown(name, field, $"is {field.Shown}, which may change what is counted, and is not a field of {family} as it is "
                    + "known here");
            ignored.Add(name);
        }

        if (ignored.Count > 0)
            Remark($"fields of the configuration that {family} does not know were ignored: "
                + string.Join(", ", ignored.Order(StringComparer.Ordinal)));
    }

    private InputException Unknown(string name, ConfigValue field, string problem)
    {
        IReadOnlyList<string> near = NearNames.Of(name, _asked);
        string known = string.Join(", ", _asked.Order(StringComparer.Ordinal));
        return field.Fail((near.Count, field.IsByHand) switch
        {
            ( > 0, true) => $"{problem}; did you mean {near[0]}?",
            ( > 0, false) => $"{problem}; did you mean {near[0]}? Its fields are {known}",
            _ => $"{problem}; its fields are {known}",
        });
    }
}
