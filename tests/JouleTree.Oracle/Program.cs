using JouleTree.Oracle;
using Microsoft.ML.OnnxRuntime;

// Questions come through standard input, answers go to standard output, until the input ends.
EnvironmentCreationOptions options = new() { logId = "oracle", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
using OrtEnv environment = OrtEnv.CreateInstanceWithOptions(ref options);
using BinaryReader questions = new(Console.OpenStandardInput());
using BinaryWriter answers = new(Console.OpenStandardOutput());
while (Question.Read(questions) is { } question)
{
    EngineWord.Of(question).Write(answers);
    answers.Flush();
}
