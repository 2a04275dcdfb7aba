# Completes jouletree in PowerShell: jouletree completion powershell | Out-String | Invoke-Expression in $PROFILE.
Register-ArgumentCompleter -Native -CommandName jouletree -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    # Options are offered to who begins one; others want a verb, a word or a file.
    $isOption = $wordToComplete -match '^[-/]'
    jouletree "[suggest:$($line.Length)]" "$line" 2>$null |
        Where-Object { $_ -like "$wordToComplete*" -and ($isOption -or $_ -notmatch '^[-/]') } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
