namespace JouleTree.Measurement.Tokenizers.Models;

/// <summary>Splits one word into tokens of a vocabulary.</summary>
internal interface ITokenModel
{
    void Encode(string word, List<int> ids);

    string? TokenOf(int id);

    int? IdOf(string token);
}
