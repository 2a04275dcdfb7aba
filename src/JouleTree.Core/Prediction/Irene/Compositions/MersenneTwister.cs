namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>
/// The generator MT19937 (Matsumoto and Nishimura 1998), and uniform numbers from it as the published predictor's
/// library draws them, so that a seed gives the published initial weights.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Shift = 397;
    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (uint index = 1; index < Size; index++)
        {
            uint previous = _state[index - 1];
            _state[index] = (1812433253u * (previous ^ (previous >> 30))) + index;
        }
    }

    /// <summary>A number uniform in [low, high), in single precision from 24 random bits.</summary>
    public float Uniform(float low, float high)
    {
        float unit = (Draw() & 0xFFFFFF) * (1f / (1 << 24));
        // One rounding, not two: the published library is compiled with fused multiply-add.
        return MathF.FusedMultiplyAdd(unit, high - low, low);
    }

    private uint Draw()
    {
        if (_next == Size)
            Refill();
        uint value = _state[_next++];
        value ^= value >> 11;
        value ^= (value << 7) & 0x9D2C5680u;
        value ^= (value << 15) & 0xEFC60000u;
        return value ^ (value >> 18);
    }

    private void Refill()
    {
        for (int index = 0; index < Size; index++)
        {
            uint mixed = (_state[index] & 0x80000000u) | (_state[(index + 1) % Size] & 0x7FFFFFFFu);
            uint twisted = (mixed >> 1) ^ ((mixed & 1) != 0 ? 0x9908B0DFu : 0);
            _state[index] = _state[(index + Shift) % Size] ^ twisted;
        }

        _next = 0;
    }
}
