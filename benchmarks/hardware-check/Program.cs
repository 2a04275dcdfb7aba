using JouleTree.HardwareCheck;

return CheckCommand.Run(args, Console.Out, Console.Error);
