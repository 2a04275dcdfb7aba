namespace JouleTree.Measurement.Engine.CApi;

/// <summary>What a library was built with.</summary>
internal static unsafe class CApiAvailable
{
    /// <summary>The engine's names of the providers in a library.</summary>
    /// <param name="api">The library's function table.</param>
    public static string[] Providers(CApiTable api)
    {
        byte** names = null;
        int count = 0;
        api.Check(
            ((delegate* unmanaged<byte***, int*, nint>)api[CApiFunction.GetAvailableProviders])(&names, &count),
            api.Path, "the engine does not tell its providers");
        string[] providers = new string[count];
        for (int index = 0; index < count; index++)
            providers[index] = CApiTable.Text(names[index]);
        api.Check(
            ((delegate* unmanaged<byte**, int, nint>)api[CApiFunction.ReleaseAvailableProviders])(names, count), api.Path, "internal");
        return providers;
    }
}
