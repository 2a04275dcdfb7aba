namespace JouleTree.Core.Files;

/// <summary>Knows a binary format, and gives what stands in it as text that readers know. What a file is show its first bytes.</summary>
internal interface IContentDecoder
{
    /// <summary>Bytes that <see cref="Recognizes"/> looks at.</summary>
    int StartLength { get; }

    /// <summary>True for the start of a file of the format.</summary>
    /// <param name="start">The first bytes of a file; fewer where it is shorter.</param>
    bool Recognizes(ReadOnlySpan<byte> start);

    /// <summary>The text that a file stands for.</summary>
    /// <param name="content">The file at its start; it can be sought in, and is disposed with the text.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="Errors.InputException">The file is damaged; the text throws it, too.</exception>
    Stream Decode(Stream content, string name);
}
