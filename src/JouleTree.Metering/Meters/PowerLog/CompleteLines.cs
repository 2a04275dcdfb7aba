namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>The lines of a file that is still being written: a last line without its end is left for later.</summary>
internal sealed class CompleteLines(StreamReader inner) : TextReader
{
    private readonly StringReader _text = new(Complete(inner.ReadToEnd()));

    public override string? ReadLine() => _text.ReadLine();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _text.Dispose();
        base.Dispose(disposing);
    }

    private static string Complete(string text) => text[..(text.LastIndexOf('\n') + 1)];
}
