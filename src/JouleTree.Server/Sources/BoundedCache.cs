using System.Diagnostics.CodeAnalysis;

namespace JouleTree.Server.Sources;

/// <summary>A cache that forgets what was used least recently once a bound on the sum of weights is exceeded. Thread-safe.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
/// <param name="maxWeight">Bound on the sum of weights.</param>
/// <param name="weightOf">Weight of a value, at least 1.</param>
internal sealed class BoundedCache<TKey, TValue>(long maxWeight, Func<TValue, long> weightOf)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value, long Weight)>> _places = [];
    private readonly LinkedList<(TKey Key, TValue Value, long Weight)> _order = new();
    private long _weight;

    /// <summary>Number of values.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _places.Count;
        }
    }

    /// <summary>Keys and values, the one used last first.</summary>
    public IReadOnlyList<(TKey Key, TValue Value)> Items
    {
        get
        {
            lock (_lock)
                return [.. _order.Select(item => (item.Key, item.Value))];
        }
    }

    /// <summary>Finds a value and marks it as used.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (_lock)
        {
            if (_places.TryGetValue(key, out LinkedListNode<(TKey, TValue, long)>? place))
            {
                _order.Remove(place);
                _order.AddFirst(place);
                value = place.Value.Item2;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Keeps a value, and forgets others where it must. A value beyond the bound by itself is not kept.</summary>
    public void Add(TKey key, TValue value)
    {
        long weight = weightOf(value);
        lock (_lock)
        {
            RemoveLocked(key);
            if (weight > maxWeight)
                return;
            _places[key] = _order.AddFirst((key, value, weight));
            _weight += weight;
            while (_weight > maxWeight)
                RemoveLocked(_order.Last!.Value.Key);
        }
    }

    /// <summary>Forgets what was not used longest until the weights sum to no more than a bound.</summary>
    /// <param name="weight">The bound.</param>
    public void TrimTo(long weight)
    {
        lock (_lock)
        {
            while (_weight > weight)
                RemoveLocked(_order.Last!.Value.Key);
        }
    }

    /// <summary>Forgets a value.</summary>
    public bool Remove(TKey key)
    {
        lock (_lock)
            return RemoveLocked(key);
    }

    private bool RemoveLocked(TKey key)
    {
        if (!_places.Remove(key, out LinkedListNode<(TKey Key, TValue Value, long Weight)>? place))
            return false;
        _order.Remove(place);
        _weight -= place.Value.Weight;
        return true;
    }
}
