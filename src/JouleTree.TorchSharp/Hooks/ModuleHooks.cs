using System.Linq.Expressions;
using System.Reflection;
using TorchSharp;

namespace JouleTree.TorchSharp.Hooks;

/// <summary>
/// Hooks on all modules of a model: each call of one is told when it begins, with what it is given, and when it ends, with what it gives
/// back. They are there until it is disposed of.
/// </summary>
internal sealed class ModuleHooks : IDisposable
{
    private const string Hookable = "HookableModule`2";
    private readonly Stack<Action> _removals = new();

    private ModuleHooks()
    {
    }

    /// <summary>Modules that have no hooks: lists of modules, which nobody calls, and scripts.</summary>
    public IReadOnlyList<torch.nn.Module> Unhooked { get; private set; } = [];

    /// <summary>Hooks modules. Where one of them cannot be hooked, none is.</summary>
    /// <param name="modules">The modules; each once, however often it is named.</param>
    /// <param name="listener">Told of their calls.</param>
    public static ModuleHooks Attach(IEnumerable<torch.nn.Module> modules, IModuleListener listener)
    {
        ModuleHooks hooks = new();
        List<torch.nn.Module> unhooked = [];
        try
        {
            foreach (torch.nn.Module module in modules)
            {
                if (HookableTypeOf(module) is { } type)
                    hooks.Attach(module, type, listener);
                else
                    unhooked.Add(module);
            }
        }
        catch
        {
            hooks.Dispose();
            throw;
        }

        hooks.Unhooked = unhooked;
        return hooks;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_removals.TryPop(out Action? remove))
            remove();
    }

    /// <summary>The type among a module's own that has hooks; null for one that nobody calls.</summary>
    internal static Type? HookableTypeOf(torch.nn.Module module)
    {
        Type? type = module.GetType();
        while (type is not null && !(type.IsGenericType && type.Name == Hookable && type.DeclaringType == typeof(torch.nn)))
            type = type.BaseType;
        return type;
    }

    private void Attach(torch.nn.Module module, Type hookable, IModuleListener listener)
    {
        (Type before, Type behind) = (hookable.GetGenericArguments()[0], hookable.GetGenericArguments()[1]);
        Add(hookable, "register_forward_pre_hook", before, Entering(before, listener), module);
        Add(hookable, "register_forward_hook", behind, Leaving(behind, listener), module);
    }

    private void Add(Type hookable, string method, Type type, Delegate hook, torch.nn.Module module)
    {
        object remover = hookable.GetMethod(method, [type])!.Invoke(module, [hook])!;
        _removals.Push(remover.GetType().GetMethod("remove", Type.EmptyTypes)!.CreateDelegate<Action>(remover));
    }

    // (module, a, b, ...) => { listener.Enter(module, [a, b, ...]); return what changes nothing; }
    private static Delegate Entering(Type type, IModuleListener listener)
    {
        MethodInfo shape = type.GetMethod("Invoke")!;
        ParameterExpression[] parameters = [.. shape.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))];
        Expression told = Expression.Call(Expression.Constant(listener), nameof(IModuleListener.Enter), null,
            parameters[0], Objects(parameters[1..]));
        Expression unchanged = parameters.Length == 2 && parameters[1].Type == shape.ReturnType
            ? parameters[1]
            : Expression.Default(shape.ReturnType);
        return Expression.Lambda(type, Expression.Block(told, unchanged), parameters).Compile();
    }

    // (module, a, b, ..., result) => { listener.Leave(module, result); return result; }
    private static Delegate Leaving(Type type, IModuleListener listener)
    {
        MethodInfo shape = type.GetMethod("Invoke")!;
        ParameterExpression[] parameters = [.. shape.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))];
        Expression told = Expression.Call(Expression.Constant(listener), nameof(IModuleListener.Leave), null,
            parameters[0], Expression.Convert(parameters[^1], typeof(object)));
        Expression result = Expression.Convert(parameters[^1], shape.ReturnType);
        return Expression.Lambda(type, Expression.Block(told, result), parameters).Compile();
    }

    private static NewArrayExpression Objects(ParameterExpression[] values) =>
        Expression.NewArrayInit(typeof(object), values.Select(value => Expression.Convert(value, typeof(object))));
}

/// <summary>Is told of calls of modules, those within others between their begin and end.</summary>
internal interface IModuleListener
{
    /// <summary>A module is called.</summary>
    /// <param name="module">Which.</param>
    /// <param name="inputs">What it is given.</param>
    void Enter(torch.nn.Module module, object?[] inputs);

    /// <summary>A module gives something back.</summary>
    /// <param name="module">Which.</param>
    /// <param name="result">What; null for nothing.</param>
    void Leave(torch.nn.Module module, object? result);
}
