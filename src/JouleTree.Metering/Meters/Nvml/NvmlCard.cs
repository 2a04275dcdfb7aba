namespace JouleTree.Metering.Meters.Nvml;

/// <summary>A card of NVIDIA's.</summary>
/// <param name="Handle">The library's handle.</param>
/// <param name="Index">Its number among all cards, in the order of their addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uuid">What it is called whatever the order, <c>GPU-...</c>; null where the library does not tell.</param>
/// <param name="Address">Address on the PCI bus; null where the library does not tell.</param>
/// <param name="IsPartitioned">It is split up into instances (MIG), which have no energies of their own.</param>
internal sealed record NvmlCard(nint Handle, int Index, string Name, string? Uuid, string? Address, bool IsPartitioned);
