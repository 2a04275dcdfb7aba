using JouleTree.Core.Errors;
using JouleTree.Core.Serving;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Serving;

/// <summary>What one profile says of a deployment, or why it says nothing.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Model">The model.</param>
/// <param name="Deployment">How it is served.</param>
/// <param name="Answer">The answer, or null.</param>
/// <param name="Refusal">Why there is none, or null.</param>
/// <example>
/// <code>
/// ServedModel gemma = ServedModel.Of(ModelSource.Open("google/gemma-2-9b"));
/// ServingDeployment deployment = new() { Requests = 16, PromptTokens = 500, AnswerTokens = 200 };
/// foreach (DeploymentAnswer answer in gemma.OnEach(ServingProfile.Shipped, deployment))
///     Console.WriteLine($"{answer.Profile.Name}: {answer.Estimate?.JoulesPerToken} J {answer.Refusal}");
/// </code>
/// </example>
public sealed record DeploymentAnswer(
    ServingProfile Profile, ServedModel Model, ServingDeployment Deployment, ServingAnswer? Answer, string? Refusal)
{
    /// <summary>Energy and times, or null.</summary>
    public ServingEstimate? Estimate => Answer?.Estimate;

    /// <summary>An answer as one of several.</summary>
    /// <param name="answer">The answer.</param>
    internal static DeploymentAnswer Of(ServingAnswer answer) => new(answer.Profile, answer.Model, answer.Deployment, answer, null);

    /// <summary>What a profile says.</summary>
    /// <param name="model">The model.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="deployment">How the model is served; its numbers make sense.</param>
    internal static DeploymentAnswer Of(ServedModel model, ServingProfile profile, ServingDeployment deployment)
    {
        try
        {
            return Of(model.On(profile, deployment));
        }
        catch (InputException error)
        {
            return new DeploymentAnswer(profile, model, deployment, null, error.Problem);
        }
    }
}
