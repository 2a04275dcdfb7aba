using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <content>What families ask for: values by name, each of its kind or refused.</content>
public sealed partial class ConfigFields
{
    /// <summary>True where a field is there, even as null. It is asked for by this.</summary>
    /// <param name="name">Its name.</param>
    internal bool Has(string name) => Find(name) is not null;

    /// <summary>A size: a whole number of at least 1.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal int Size(int current, params ReadOnlySpan<string> names)
    {
        int size = Find(names) is { } field ? SizeOf(field) : current;
        // A size of 0 stands for one that follows from others.
        if (size > 0)
            _noted?.Add((names[0], size));
        return size;
    }

    /// <summary>A size that may be none: null.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is neither a whole number of at least 1 nor null.</exception>
    internal int? OptionalSize(int? current, params ReadOnlySpan<string> names)
    {
        int? size = Find(names) is { } field ? field.IsNull ? null : SizeOf(field) : current;
        _noted?.Add((names[0], size));
        return size;
    }

    /// <summary>A whole number of at least 0.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal int Whole(int current, string name)
    {
        int count = Find(name) is not { } field ? current
            : field.Whole() is { } number and >= 0 and <= int.MaxValue ? (int)number
            : throw field.Expected("a whole number from 0 to 2147483647");
        _noted?.Add((name, count));
        return count;
    }

    /// <summary>A number of at least 0.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is no such number.</exception>
    internal double Number(double current, params ReadOnlySpan<string> names)
    {
        double number = Find(names) is { } field ? NumberOf(field) : current;
        _noted?.Add((names[0], number));
        return number;
    }

    /// <summary>A number of at least 0 that may be none: null.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is neither such a number nor null.</exception>
    internal double? OptionalNumber(double? current, string name)
    {
        double? number = Find(name) is { } field ? field.IsNull ? null : NumberOf(field) : current;
        _noted?.Add((name, number));
        return number;
    }

    /// <summary>A truth value; null is false.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is neither true nor false.</exception>
    internal bool Flag(bool current, string name)
    {
        bool flag = Find(name) is { } field ? field.Flag() ?? throw field.Expected("true or false") : current;
        _noted?.Add((name, flag));
        return flag;
    }

    /// <summary>A truth value that may also be a number: 0 is false, any other true.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is neither.</exception>
    internal bool Switch(bool current, string name)
    {
        bool flag = Find(name) is not { } field ? current
            : field.Number() is { } number ? number != 0
            : field.Flag() ?? throw field.Expected("true, false or a number");
        _noted?.Add((name, flag));
        return flag;
    }

    /// <summary>One of some texts.</summary>
    /// <param name="current">Its value where it is not changed.</param>
    /// <param name="name">Its name.</param>
    /// <param name="allowed">The texts that the family knows.</param>
    /// <exception cref="InputException">The value is another text.</exception>
    internal string Text(string current, string name, params IReadOnlyList<string> allowed)
    {
        string text = Find(name) is { } field ? TextOf(field, allowed) : current;
        _noted?.Add((name, text));
        return text;
    }

    /// <summary>An activation function by its name.</summary>
    /// <param name="current">Its name where it is not changed.</param>
    /// <param name="names">The field's name, and others that mean the same.</param>
    /// <exception cref="InputException">No operator is known for it.</exception>
    internal string Activation(string current, params ReadOnlySpan<string> names)
    {
        string activation = Find(names) is { } field ? TextOf(field, ActivationNames.All) : current;
        _noted?.Add((names[0], activation));
        return activation;
    }

    /// <summary>A size, for which -1 stands for none; null for none, too.</summary>
    /// <param name="current">Its value where it is not there.</param>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is neither.</exception>
    internal int? SignedSize(int? current, params ReadOnlySpan<string> names) => Find(names) is not { } field ? current
        : field.IsNull || field.Whole() == -1 ? null
        : SizeOf(field);

    /// <summary>Names of all fields that are there.</summary>
    internal IReadOnlyList<string> Names => [.. _fields.Keys];

    /// <summary>
    /// The fields of an object inside, such as <c>rope_scaling</c>, with places of their own; null where it is not there, or null.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">The value is no object.</exception>
    internal ConfigFields? Part(string name)
    {
        if (Find(name) is not { IsNull: false } field)
            return null;
        ConfigFields part = new() { _layers = _layers };
        foreach ((string member, ConfigValue value) in field.Members() ?? throw field.Expected("an object of fields"))
            part._fields.Add(member, value);
        return part;
    }

    /// <summary>Any text, such as the name of a type of numbers; null where it is not there, or null.</summary>
    /// <param name="names">Its name, and others that mean the same.</param>
    /// <exception cref="InputException">The value is no text.</exception>
    internal string? Word(params ReadOnlySpan<string> names) =>
        Find(names) is { IsNull: false } field ? field.Text() ?? throw field.Expected("a text") : null;

    /// <summary>A field that would change the network's structure, and that has one value here.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">
    /// The value that it must have, if it is there: a text, a number, <c>null</c>, or <c>true</c> or <c>false</c>, which null is, too.
    /// </param>
    /// <exception cref="InputException">It has another.</exception>
    internal void Only(string name, string value)
    {
        if (Find(name) is not { } field)
            return;
        bool isSame = value switch
        {
            "null" => field.IsNull,
            "true" or "false" => field.Flag() == (value == "true"),
            _ when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => field.Number() == number,
            _ => field.Text() == value,
        };
        if (!isSame)
            throw field.Expected(value);
    }

    /// <summary>The same of a field that may be null, and then says nothing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The value that it must have, if it is there and not null.</param>
    /// <exception cref="InputException">It has another.</exception>
    internal void OnlyIfGiven(string name, string value)
    {
        if (Find(name) is { IsNull: false })
            Only(name, value);
    }

    /// <summary>Fields that are known and change nothing that is counted, such as dropout probabilities.</summary>
    /// <param name="names">Their names.</param>
    internal void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _asked.Add(name);
    }

    /// <summary>A failure at a field, such as values of several that do not fit together.</summary>
    /// <param name="name">Its name; the last one that was given where it has others.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="arguments">Arguments of the call that it names in backticks.</param>
    internal InputException Fail(string name, string problem, params string[] arguments) =>
        new(Find(name)?.Place ?? new InputPlace(Field: name), problem) { Arguments = arguments };

    /// <summary>Refuses a hidden size that its heads cannot share.</summary>
    /// <param name="hidden">Hidden size.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <param name="name">Field of that number, and other names of it.</param>
    /// <exception cref="InputException">It is not divisible.</exception>
    internal void CheckHeads(int hidden, int heads, params ReadOnlySpan<string> name)
    {
        if (hidden % heads != 0)
            throw Fail(Given(name),
                $"a hidden size of {hidden} cannot be divided among {heads} attention heads: choose a multiple of {heads}");
    }

    /// <summary>The name among several that a field is given by; the first where it is not given.</summary>
    private string Given(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_fields.ContainsKey(name))
                return name;
        }

        return names[0];
    }

    private ConfigValue? Find(params ReadOnlySpan<string> names)
    {
        ConfigValue? found = null;
        foreach (string name in names)
        {
            _asked.Add(name);
            if (!_fields.TryGetValue(name, out ConfigValue? field) || field.Layer < found?.Layer)
                continue;
            if (field.Layer == found?.Layer && field.Shown != found.Shown)
                throw field.Fail($"is {field.Shown}, and field '{found.Place.Field}', which means the same, {found.Shown}: leave one out");
            found = field;
        }

        return found;
    }

    private static int SizeOf(ConfigValue field) =>
        field.Whole() is { } size and >= 1 and <= int.MaxValue ? (int)size : throw field.Expected("a whole number from 1 to 2147483647");

    private static double NumberOf(ConfigValue field) =>
        field.Number() is { } number and >= 0 ? number : throw field.Expected("a number of at least 0");

    private static string TextOf(ConfigValue field, IReadOnlyList<string> allowed) =>
        field.Text() is { } text && allowed.Contains(text) ? text : throw field.Expected(string.Join(" or ", allowed));
}
