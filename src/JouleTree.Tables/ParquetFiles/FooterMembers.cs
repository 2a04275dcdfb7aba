namespace JouleTree.Tables.ParquetFiles;

/// <summary>What the members of a structure in the description of a Parquet file are (parquet.thrift).</summary>
/// <param name="type">Type of the member itself.</param>
/// <param name="items">Type of the items of a list.</param>
/// <param name="members">Members of the structure, or of each in a list, by their numbers.</param>
internal sealed class FooterMembers(
    ThriftType type, ThriftType? items = null, IReadOnlyDictionary<int, FooterMembers>? members = null)
{
    private readonly IReadOnlyDictionary<int, FooterMembers>? _members = members;

    private static readonly FooterMembers Flag = new(ThriftType.True);
    private static readonly FooterMembers Small = new(ThriftType.Byte);
    private static readonly FooterMembers Int16 = new(ThriftType.Int16);
    private static readonly FooterMembers Int32 = new(ThriftType.Int32);
    private static readonly FooterMembers Int64 = new(ThriftType.Int64);
    private static readonly FooterMembers Real = new(ThriftType.Double);
    private static readonly FooterMembers Text = new(ThriftType.Binary);
    private static readonly FooterMembers Numbers = new(ThriftType.List, ThriftType.Int32);
    private static readonly FooterMembers LongNumbers = new(ThriftType.List, ThriftType.Int64);
    private static readonly FooterMembers Texts = new(ThriftType.List, ThriftType.Binary);
    private static readonly FooterMembers Empty = Struct();

    private static readonly FooterMembers Pair = Struct((1, Text), (2, Text));
    private static readonly FooterMembers Time = Struct((1, Flag), (2, Struct((1, Empty), (2, Empty), (3, Empty))));

    private static readonly FooterMembers LogicalType = Struct(
        (1, Empty), (2, Empty), (3, Empty), (4, Empty), (5, Struct((1, Int32), (2, Int32))), (6, Empty), (7, Time), (8, Time),
        (10, Struct((1, Small), (2, Flag))), (11, Empty), (12, Empty), (13, Empty), (14, Empty), (15, Empty),
        (16, Struct((1, Small))), (17, Struct((1, Text))), (18, Struct((1, Text), (2, Int32))));

    private static readonly FooterMembers SchemaElement = Struct(
        (1, Int32), (2, Int32), (3, Int32), (4, Text), (5, Int32), (6, Int32), (7, Int32), (8, Int32), (9, Int32), (10, LogicalType));

    private static readonly FooterMembers Statistics = Struct(
        (1, Text), (2, Text), (3, Int64), (4, Int64), (5, Text), (6, Text), (7, Flag), (8, Flag));

    private static readonly FooterMembers Box = Struct(
        (1, Real), (2, Real), (3, Real), (4, Real), (5, Real), (6, Real), (7, Real), (8, Real));

    private static readonly FooterMembers ColumnMetadata = Struct(
        (1, Int32), (2, Numbers), (3, Texts), (4, Int32), (5, Int64), (6, Int64), (7, Int64), (8, List(Pair)), (9, Int64), (10, Int64),
        (11, Int64), (12, Statistics), (13, List(Struct((1, Int32), (2, Int32), (3, Int32)))), (14, Int64), (15, Int32),
        (16, Struct((1, Int64), (2, LongNumbers), (3, LongNumbers))), (17, Struct((1, Box), (2, Numbers))));

    private static readonly FooterMembers ColumnChunk = Struct(
        (1, Text), (2, Int64), (3, ColumnMetadata), (4, Int64), (5, Int32), (6, Int64), (7, Int32),
        (8, Struct((1, Empty), (2, Struct((1, Texts), (2, Text))))), (9, Text));

    private static readonly FooterMembers RowGroup = Struct(
        (1, List(ColumnChunk)), (2, Int64), (3, Int64), (4, List(Struct((1, Int32), (2, Flag), (3, Flag)))), (5, Int64), (6, Int64),
        (7, Int16));

    private static readonly FooterMembers Cipher = Struct((1, Text), (2, Text), (3, Flag));

    /// <summary>A structure of which nothing is known.</summary>
    public static FooterMembers Any { get; } = Struct();

    /// <summary>The whole description.</summary>
    public static FooterMembers File { get; } = Struct(
        (1, Int32), (2, List(SchemaElement)), (3, Int64), (4, List(RowGroup)), (5, List(Pair)), (6, Text), (7, List(Struct((1, Empty)))),
        (8, Struct((1, Cipher), (2, Cipher))), (9, Text));

    /// <summary>Type of the member.</summary>
    public ThriftType Type => type;

    /// <summary>Type of the items of a list; null for what is none.</summary>
    public ThriftType? Items => items;

    /// <summary>The member of a number; null for one that is not known, which the decoder passes over.</summary>
    public FooterMembers? Of(int id) => _members?.GetValueOrDefault(id);

    private static FooterMembers Struct(params (int Id, FooterMembers Member)[] members) =>
        new(ThriftType.Struct, null, members.ToDictionary(pair => pair.Id, pair => pair.Member));

    private static FooterMembers List(FooterMembers structure) => new(ThriftType.List, ThriftType.Struct, structure._members);
}

/// <summary>Types of Thrift's compact protocol.</summary>
internal enum ThriftType
{
    /// <summary>True as a member.</summary>
    True = 1,

    /// <summary>False as a member.</summary>
    False = 2,

    /// <summary>A byte.</summary>
    Byte = 3,

    /// <summary>A whole number in groups of seven bits.</summary>
    Int16 = 4,

    /// <inheritdoc cref="Int16"/>
    Int32 = 5,

    /// <inheritdoc cref="Int16"/>
    Int64 = 6,

    /// <summary>Eight bytes.</summary>
    Double = 7,

    /// <summary>A length and bytes.</summary>
    Binary = 8,

    /// <summary>A length, a type and items.</summary>
    List = 9,

    /// <inheritdoc cref="List"/>
    Set = 10,

    /// <summary>A length, two types, and pairs of them.</summary>
    Map = 11,

    /// <summary>Members up to a zero.</summary>
    Struct = 12,
}
