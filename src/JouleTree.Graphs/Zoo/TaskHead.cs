namespace JouleTree.Graphs.Zoo;

/// <summary>What stands on a base model, as the classes of Hugging Face Transformers have it.</summary>
internal enum TaskHead
{
    /// <summary>Nothing: the base model.</summary>
    None,

    /// <summary>The next token: LMHeadModel, ForCausalLM, ForConditionalGeneration.</summary>
    LMHead,

    /// <summary>The next token and a choice: DoubleHeadsModel.</summary>
    DoubleHeads,

    /// <summary>Tokens left out: ForMaskedLM.</summary>
    MaskedLM,

    /// <summary>Which tokens were replaced: ForPreTraining of ELECTRA's discriminators.</summary>
    ReplacedTokens,

    /// <summary>A class for each item: ForSequenceClassification.</summary>
    SequenceClassification,

    /// <summary>A class for each token: ForTokenClassification.</summary>
    TokenClassification,

    /// <summary>Start and end of an answer: ForQuestionAnswering.</summary>
    QuestionAnswering,

    /// <summary>One of several continuations: ForMultipleChoice.</summary>
    MultipleChoice,
}
