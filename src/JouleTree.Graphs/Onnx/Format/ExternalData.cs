using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>
/// Weights in files beside a model: their places are checked, and small ones are read, because shapes may depend on them.
/// </summary>
internal static class ExternalData
{
    private const long SmallBytes = 4096;

    /// <summary>The same tensor, read if it is small and its file is there.</summary>
    /// <param name="tensor">A tensor whose values are in another file.</param>
    /// <param name="folder">Folder of the model, or null where it is in no folder.</param>
    /// <param name="lengths">Lengths of the files seen so far; -1 for one that is missing.</param>
    /// <exception cref="InputException">The file is outside the model's folder, or ends before the values do.</exception>
    public static OnnxTensor Resolve(OnnxTensor tensor, string? folder, Dictionary<string, long> lengths)
    {
        OnnxDataPlace place = tensor.Place!;
        if (IsOutside(place.Location))
            throw new InputException(
                $"tensor {tensor.Name}: its external data '{place.Location}' are outside the model's folder, which is refused");
        if (folder is null)
            return tensor;
        string path = Path.Combine(folder, place.Location);
        if (!lengths.TryGetValue(place.Location, out long length))
            lengths.Add(place.Location, length = Length(path));
        if (length < 0)
            return tensor;
        if (place.Offset > length - place.Length)
            throw new InputException(new InputPlace(path),
                $"ends at byte {length}, before the values of tensor {tensor.Name} (bytes {place.Offset} to "
                + $"{place.Offset + place.Length}): the file is cut short");
        return place.Length > SmallBytes ? tensor : tensor with { Raw = Read(path, place), Place = null };
    }

    private static bool IsOutside(string location) =>
        location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location)
            || location.Contains(':', StringComparison.Ordinal)
        || location.Split('/', '\\').Contains("..");

    private static long Length(string path)
    {
        FileInfo file = new(path);
        // A link could lead anywhere.
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            return target.Exists ? target.Length : -1;
        return file.Exists ? file.Length : -1;
    }

    private static byte[] Read(string path, OnnxDataPlace place)
    {
        using FileStream stream = Core.Files.FileFailure.OpenRead(path, 0);
        stream.Position = place.Offset;
        byte[] bytes = new byte[place.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
