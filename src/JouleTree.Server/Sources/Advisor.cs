using System.Collections.Concurrent;
using JouleTree.Advice;
using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Graphs;
using JouleTree.Models;

namespace JouleTree.Server.Sources;

/// <summary>What would make models cheaper; what was priced is kept, without its trees. Thread-safe.</summary>
/// <param name="source">Gives the models and the devices.</param>
internal sealed class Advisor(TreeSource source)
{
    // Some fifty requests' moves, of a few hundred bytes each beside their notes.
    private const int KeptMoves = 1 << 11;

    // A model of many layers has some thirty moves of a tenth of a second each, more on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly BoundedCache<string, AdvisedRequest> _known = new(KeptMoves, known => known.Moves.Count + 1);

    /// <summary>What is advised on, with what it costs now and the moves that there are.</summary>
    /// <param name="request">The model and its workload.</param>
    /// <param name="served">How it is served; null for passes.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="InputException">It is a stored tree, or what it costs now cannot be told.</exception>
    /// <exception cref="NotFoundException">What the request names does not exist.</exception>
    public AdvisedRequest Of(TreeRequest request, ServedRequest? served, CancellationToken cancellation)
    {
        string key = $"{source.KeyOf(request)}\n{served?.Key}";
        if (_known.TryGet(key, out AdvisedRequest? known))
            return known;
        AdvisedModel model = Model(request, served);
        cancellation.ThrowIfCancellationRequested();
        AdvicePrice now = model.Pricing.Price(model, null);
        AdvisedRequest made = new(model, now.WithoutTree(), EnergyAdvice.MovesOf(model, now));
        // Networks of files and uploads are large, and would live on here when they are gone there.
        if (request.Model is not null)
            _known.Add(key, made);
        return made;
    }

    /// <summary>Priced moves from one on: as many as can be had in two seconds, and at least one.</summary>
    /// <param name="advised">What is advised on.</param>
    /// <param name="kinds">Kinds of moves; none for all.</param>
    /// <param name="from">Index of the first move.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>The moves that are worth telling, and the index of the one behind them; null where there is none.</returns>
    public static (IReadOnlyList<PricedMove> Moves, int? Next) Priced(
        AdvisedRequest advised, IReadOnlyCollection<AdviceKind> kinds, int from, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        AdviceMove[] moves = [.. advised.Moves.Where(move => kinds.Count == 0 || kinds.Contains(move.Kind))];
        List<PricedMove> priced = [];
        for (int index = from; index < moves.Length; index++)
        {
            if (index > from && TimeProvider.System.GetElapsedTime(start) > Patience)
                return (priced, index);
            cancellation.ThrowIfCancellationRequested();
            PricedMove one = advised.Price(moves[index]);
            if (EnergyAdvice.IsOffered(one))
                priced.Add(one);
        }

        return (priced, null);
    }

    private AdvisedModel Model(TreeRequest request, ServedRequest? served)
    {
        ModelSource model = source.ModelOf(request) ?? throw new InputException(
            "a stored tree is what it is: nothing of its model can be changed; ask for a model or a network");
        if (served is not null)
            return AdvisedModel.Served(model, served.Deployment, served.Profiles, served.Types, TreeSource.ChangesOf(request));
        if (request.Device == TreeRequest.NoDevice)
            throw new InputException(
                $"device={request.Device}: nothing is known of joules without a device; GET /api/v1/devices lists all");
        Workload workload = TreeSource.WorkloadOf(request);
        return request.Device is { } device
            ? AdvisedModel.Of(model, workload, source.Devices.Find(device).Energy!.WithoutRun(), TreeSource.ChangesOf(request))
            : AdvisedModel.OnBest(model, workload, TreeSource.ChangesOf(request));
    }
}

/// <summary>How a model is served that advice is asked on.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Profiles">Profiles that may tell it.</param>
/// <param name="Types">Types of its weights; null for those in which it is published.</param>
/// <param name="Key">All of it as one text.</param>
internal sealed record ServedRequest(
    ServingDeployment Deployment, IReadOnlyList<ServingProfile> Profiles, NumberTypes? Types, string Key);

/// <summary>A model that is advised on, with what is known of its moves so far. Thread-safe.</summary>
/// <param name="model">The model.</param>
/// <param name="now">What an item costs now, without its tree.</param>
/// <param name="moves">The moves that there are.</param>
internal sealed class AdvisedRequest(AdvisedModel model, AdvicePrice now, IReadOnlyList<AdviceMove> moves)
{
    private readonly ConcurrentDictionary<string, PricedMove> _priced = new(StringComparer.Ordinal);

    /// <summary>The model.</summary>
    public AdvisedModel Model { get; } = model;

    /// <summary>What an item costs now, without its tree.</summary>
    public AdvicePrice Now { get; } = now;

    /// <summary>The moves that there are.</summary>
    public IReadOnlyList<AdviceMove> Moves { get; } = moves;

    /// <summary>What a move saves, without its tree.</summary>
    /// <param name="move">One of the moves.</param>
    public PricedMove Price(AdviceMove move) => _priced.GetOrAdd(move.Name, _ =>
    {
        PricedMove priced = EnergyAdvice.Price(Model, Now, move, null);
        return priced with { Saving = priced.Saving?.WithoutTree() };
    });

    /// <summary>A move by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="InputException">There is none.</exception>
    public AdviceMove Move(string name) => Moves.FirstOrDefault(move => move.Name == name)
        ?? throw new InputException($"there is no move '{name}'; there are {string.Join(", ", Moves.Select(move => move.Name))}");
}
