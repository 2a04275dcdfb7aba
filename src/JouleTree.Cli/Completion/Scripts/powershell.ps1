# Completes jouletree in PowerShell: jouletree completion powershell | Out-String | Invoke-Expression in $PROFILE.
Register-ArgumentCompleter -Native -CommandName jouletree -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $line = $commandAst.ToString().PadRight($cursorPosition - $commandAst.Extent.StartOffset)
    jouletree "[suggest:$($line.Length)]" "$line" 2>$null |
        Where-Object { $_ -like "$wordToComplete*" } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
