using System.Linq.Expressions;
using System.Reflection;
using TorchSharp;

namespace JouleTree.TorchSharp.Hooks;

/// <summary>Calls modules whose types are known at run time alone.</summary>
internal static class ModelInvocation
{
    /// <summary>A call of a module with tensors; what it takes beyond them gets its default.</summary>
    /// <param name="module">The module.</param>
    /// <param name="inputs">What it is given.</param>
    /// <exception cref="ArgumentException">It cannot be called with these.</exception>
    public static Action Of(torch.nn.Module module, IReadOnlyList<torch.Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(inputs);
        MethodInfo? method = Method(module, "call", inputs.Count);
        ParameterInfo[] parameters = method?.GetParameters() ?? [];
        if (method is null
            || parameters.Take(inputs.Count).Any(parameter => !parameter.ParameterType.IsAssignableFrom(typeof(torch.Tensor))))
            throw new ArgumentException(
                $"a {NamedModules.ClassOf(module)} cannot be called with {inputs.Count} tensor(s): give a pass that calls it",
                nameof(inputs));
        object?[] arguments = [.. inputs, .. parameters.Skip(inputs.Count).Select(parameter =>
            parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
        return Of(module, method, arguments);
    }

    /// <summary>What a module does when it is called, without hooks, with what it was given once.</summary>
    /// <param name="module">The module.</param>
    /// <param name="arguments">What it was given.</param>
    /// <returns>The call; null for a module that cannot be called.</returns>
    public static Action? Again(torch.nn.Module module, object?[] arguments) =>
        Method(module, "forward", arguments.Length) is { } method && method.GetParameters().Length == arguments.Length
            ? Of(module, method, arguments)
            : null;

    private static Action Of(torch.nn.Module module, MethodInfo method, object?[] arguments)
    {
        IEnumerable<Expression> values = method.GetParameters().Select((parameter, index) =>
            (Expression)Expression.Convert(Expression.Constant(arguments[index]), parameter.ParameterType));
        return Expression.Lambda<Action>(Expression.Call(Expression.Constant(module), method, values)).Compile();
    }

    // Of several, such as with and without a state, the one with the fewest parameters that are left to their defaults.
    private static MethodInfo? Method(torch.nn.Module module, string name, int count) => module.GetType()
        .GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Where(method => method.Name == name && method.GetParameters().Length >= count && !method.IsGenericMethod)
        .OrderBy(method => method.GetParameters().Length)
        .ThenByDescending(method => Depth(method.DeclaringType))
        .FirstOrDefault();

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);
}
