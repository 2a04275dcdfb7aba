using JouleTree.Core.Errors;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using JouleTree.Metering.Telemetry;
using JouleTree.Metering.Windowing;

namespace JouleTree.Metering;

/// <summary>
/// The energy of any code: what it used between two moments, on the best meter of this machine. Safe for several threads.
/// </summary>
/// <remarks>
/// A window has all energy that the meter counted from its begin to its end, whoever used it: windows that overlap count the same joules
/// each. <see cref="EnergyWindow.ShareJoules"/> shares them out. A window never throws for its meter: where that cannot be read, the
/// window's energy is null, and <see cref="EnergyWindow.Trouble"/> says why (docs/windows.md).
/// </remarks>
/// <example>
/// <code>
/// using EnergyMeter meter = EnergyMeter.Open();
/// EnergyWindow prefill = meter.Measure(() => work());
/// using (OpenWindow decode = meter.Begin("decode"))
///     work();
/// Console.WriteLine($"{prefill.Joules} J, then {meter.Totals[^1].Joules} J, {meter.Description.Source} by {meter.Description.Name}");
/// RepeatedEnergy sure = meter.Repeat(work);
/// Console.WriteLine($"{sure.Joules} J a run ({sure.Low} to {sure.High} at {sure.Level:0 %})");
/// </code>
/// </example>
public sealed class EnergyMeter : IDisposable
{
    /// <summary>
    /// Name of the <see cref="System.Diagnostics.Metrics.Meter"/> and of the <see cref="System.Diagnostics.ActivitySource"/> by which open
    /// meters tell .NET's metrics and traces what they count (docs/windows.md).
    /// </summary>
    public const string TelemetryName = EnergyTelemetry.Name;

    // What windows are called that nobody gave a name to.
    private const string UnnamedWork = "work";

    // The shortest range of a counter known is 65,532 J: no machine of 1,000 W gets round it twice in this time.
    private static readonly TimeSpan KeepPeriod = TimeSpan.FromSeconds(30);

    private readonly IEnergyMeter _meter;
    private readonly Machine _machine;
    private readonly WindowBook _book;
    private readonly ITimer _keeper;

    /// <summary>Windows on a meter.</summary>
    /// <param name="choice">The meter, which is disposed with this one, and why it is this.</param>
    /// <param name="machine">Clock and counters.</param>
    internal EnergyMeter(MeterChoice choice, Machine machine)
    {
        _meter = choice.Meter;
        _machine = machine;
        Reason = choice.Reason;
        _book = new WindowBook(_meter, machine.Clock, typeof(EnergyMeter));
        EnergyTelemetry.Add(_book);
        _keeper = machine.Clock.CreateTimer(book => ((WindowBook)book!).Keep(), _book, KeepPeriod, KeepPeriod);
    }

    /// <summary>The meter: its name, whether it measures or models, how finely, and what it covers.</summary>
    public MeterDescription Description => _meter.Description;

    /// <summary>Why it is this meter, for people.</summary>
    public string Reason { get; }

    /// <summary>Windows that began and have not ended. One that is forgotten stays, and goes on sharing what is used.</summary>
    public int OpenWindows => _book.OpenWindows;

    /// <summary>What ended windows came to, by name, in the order in which the names came up. Also after disposal.</summary>
    public IReadOnlyList<WindowTotal> Totals => _book.Totals;

    /// <summary>Opens the best meter of this machine, or one by its name, as <c>jouletree profile</c> does.</summary>
    /// <param name="meter">
    /// <c>auto</c> for the best there is, or a name that <see cref="MeterCatalog.Open(string, MeterOptions?)"/> takes.
    /// </param>
    /// <param name="options">What is said about meters; null for nothing.</param>
    /// <exception cref="MeterUnavailableException">The meter named is not available; nothing else is tried.</exception>
    /// <exception cref="InputException">There is no meter of that name.</exception>
    public static EnergyMeter Open(string meter = MeterCatalog.Auto, MeterOptions? options = null)
    {
        options ??= new MeterOptions();
        return new EnergyMeter(MeterCatalog.OfThisMachine(options).Open(meter, options), Machine.OfThisProcess);
    }

    /// <summary>Begins a window. It ends when it is disposed of, or with <see cref="OpenWindow.End"/>, on any thread.</summary>
    /// <param name="name">
    /// What is metered, such as <c>decode</c>; not empty. Names are few: what windows of a name came to is kept as long as the meter.
    /// </param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ObjectDisposedException">The meter was disposed of.</exception>
    public OpenWindow Begin(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new OpenWindow(_book, _book.Begin(name)!, EnergyTelemetry.Start(name, null));
    }

    /// <summary>Does something in a window, which is called <c>work</c> among the totals.</summary>
    /// <param name="work">What; what it throws goes through, and its window ends.</param>
    /// <returns>What was used meanwhile.</returns>
    public EnergyWindow Measure(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using OpenWindow window = Begin(UnnamedWork);
        work();
        return window.End();
    }

    /// <summary>Computes something in a window.</summary>
    /// <typeparam name="T">What is computed; no <see cref="Task"/>, which ends later.</typeparam>
    /// <param name="work">What; what it throws goes through, and its window ends.</param>
    /// <returns>What was computed, and what was used meanwhile.</returns>
    /// <exception cref="ArgumentException">The work is asynchronous, and would go on when it returns.</exception>
    public (T Value, EnergyWindow Energy) Measure<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (typeof(T).IsAssignableTo(typeof(Task)))
            throw new ArgumentException($"it returns a {typeof(T).Name}, which ends later: call {nameof(MeasureAsync)}", nameof(work));
        using OpenWindow window = Begin(UnnamedWork);
        T value = work();
        return (value, window.End());
    }

    /// <summary>Does something asynchronous in a window.</summary>
    /// <param name="work">What; what it throws goes through, and its window ends.</param>
    /// <returns>What was used until it was done, by whatever else ran meanwhile, too.</returns>
    public async Task<EnergyWindow> MeasureAsync(Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using OpenWindow window = Begin(UnnamedWork);
        await work().ConfigureAwait(false);
        return window.End();
    }

    /// <summary>Computes something asynchronous in a window.</summary>
    /// <typeparam name="T">What is computed.</typeparam>
    /// <param name="work">What; what it throws goes through, and its window ends.</param>
    /// <returns>What was computed, and what was used until it was done.</returns>
    public async Task<(T Value, EnergyWindow Energy)> MeasureAsync<T>(Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        using OpenWindow window = Begin(UnnamedWork);
        T value = await work().ConfigureAwait(false);
        return (value, window.End());
    }

    /// <summary>Measures something by repeating it: warm-up, idle power, rounds, and an interval (docs/measuring.md).</summary>
    /// <param name="work">What; it is run many times.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public RepeatedEnergy Repeat(Action work, RepeatOptions? options = null, CancellationToken cancellation = default) =>
        RepeatEach(new Dictionary<string, Action> { [UnnamedWork] = work }, options, cancellation)[0];

    /// <summary>
    /// Measures several things side by side: each once in every round, in random order, so that what the machine changes by meanwhile hits
    /// all alike.
    /// </summary>
    /// <param name="works">What, by names; each is run many times.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellation">Stops between two measured intervals.</param>
    /// <returns>What each costs, in the order given.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<RepeatedEnergy> RepeatEach(
        IReadOnlyDictionary<string, Action> works, RepeatOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(works);
        MeasuredTask[] tasks = [.. works.Select(work => new MeasuredTask(work.Key, work.Value))];
        MeasurementResult result = new MeasurementProtocol(_book.Serialized, _machine)
            .Run(tasks, (options ?? new RepeatOptions()).ToMeasuring(), cancellation: cancellation);
        return [.. tasks.Select(task => RepeatedEnergy.Of(task.Name, result))];
    }

    /// <summary>True where the meter has counters, which tell an energy at once.</summary>
    internal bool HasCounters => _meter is CounterMeter;

    /// <summary>Reads the meter without a window.</summary>
    internal void Keep() => _book.Keep();

    /// <summary>Closes the meter. Windows that are open end with it, and what they came to counts.</summary>
    public void Dispose()
    {
        _keeper.Dispose();
        _book.Close();
        EnergyTelemetry.Remove(_book);
        _meter.Dispose();
    }
}
