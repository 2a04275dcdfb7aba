namespace JouleTree.Cli.Formats;

/// <summary>How a command prints its data.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>Comma-separated values with a header line.</summary>
    Csv,

    /// <summary>A line of JSON a tree, as tree files have it, or a row where the result is no tree.</summary>
    Jsonl,

    /// <summary>A binary table, as CSV has it, with types: Apache Parquet.</summary>
    Parquet,

    /// <summary>The same as a file of Apache Arrow.</summary>
    Arrow,

    /// <summary>Events for trace viewers such as Perfetto.</summary>
    ChromeTrace,
}
