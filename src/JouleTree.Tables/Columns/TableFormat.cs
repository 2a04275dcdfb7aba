namespace JouleTree.Tables.Columns;

/// <summary>Binary formats of tables.</summary>
internal enum TableFormat
{
    /// <summary>Apache Parquet.</summary>
    Parquet,

    /// <summary>Apache Arrow's file format, which Feather 2 is, too.</summary>
    Arrow,
}
