using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;

namespace JouleTree.Kernels;

/// <summary>From tables of measured kernels to profiles.</summary>
internal sealed class KernelCampaigns
{
    private readonly KernelCard _card;
    private readonly InputFile _first;
    private readonly KernelMeasurement[] _rows;
    private readonly KernelGpu _gpu;

    /// <summary>Reads the tables.</summary>
    /// <param name="tables">Tables of kernels of one GPU; at least one.</param>
    /// <param name="card">What the profile is called, and what is told of it.</param>
    /// <exception cref="InputException">
    /// A table is damaged or empty, or has several GPUs, versions or limits of power, or the data sheet is not known.
    /// </exception>
    public KernelCampaigns(IReadOnlyList<InputFile> tables, KernelCard card)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(card);
        (_card, _first, _rows) = (card, tables[0], card.RowsOf(tables));
        _gpu = card.SheetOf(_rows[0]);
    }

    /// <summary>Kinds and types of kernels that there are.</summary>
    public int Sets => KernelProfileMaker.Sets(_rows).Count();

    /// <summary>The profile, with errors of what is left out.</summary>
    /// <param name="progress">Told how many of <see cref="Sets"/> are done.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InputException">There is nothing in the tables that a profile could be made of.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public KernelProfile Make(IProgress<int> progress, CancellationToken cancellation)
    {
        KernelProfile made = KernelProfileMaker.Make(
            _card.Name, _gpu, _card.Campaign, _rows, _card.Like ?? ShippedKernelProfiles.NearestTo(_gpu), progress, cancellation);
        return made.Models.Count > 0 ? made : throw new InputException(new InputPlace(_first.Name),
            $"has nothing that a profile could be made of: {string.Join("; ", made.Sheet.Warnings)}");
    }
}
