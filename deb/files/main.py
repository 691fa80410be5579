from gbdt_console.cli.main import main

main()
